#include "kernels/mel/mel.h"

#include <memory>
#include <optional>

#include "tests/cases/cases.h"
#include "tests/reference/mel_reference.h"

namespace cantus::testing {
namespace {

KernelCase mel_case(const std::string& name, const FilterBank& bank, std::int64_t num_frames,
                    bool full_size) {
  const std::int64_t num_bands = bank.num_bands();
  const auto placed = std::make_shared<std::optional<PlacedFilterBank>>();
  const auto dense = reference::dense_filters(bank);
  const auto definition = [=](const auto& in, auto& out) {
    reference::mel_forward(dense, bank.num_bins, num_bands, num_frames, in[0], out[0]);
  };
  return {.name = "mel_forward " + name + " " + std::to_string(num_frames) + "x" +
                  std::to_string(bank.num_bins),
          .inputs = {uniform_values(num_frames * bank.num_bins, 1, 0, 10)},
          .output_sizes = {num_frames * num_bands},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                mel_forward(queue, (*placed)->view(), num_frames, in[0].data(), out[0].data());
              },
          .reference = definition,
          .plain = definition,
          .bytes = 4.0 * static_cast<double>(num_frames * (bank.num_bins + num_bands)),
          .flops = 2.0 * static_cast<double>(num_frames * bank.offset.back()),
          .full_size = full_size,
          .scratch_bytes =
              [=](Queue& queue) {
                placed->emplace(queue, bank);
                return mel_scratch_bytes(queue, bank.num_bins, num_bands);
              },
          .release = [=] { placed->reset(); }};
}

}  // namespace

void add_mel_cases(CaseList& list) {
  const auto hou = slaney_filter_bank({16000, 640, 321, 64, 0, 8000});
  const auto ismir = ismir2015_filter_bank({22050, 1024, 372, 80, 27.5, 8000});
  list.kernels.push_back(mel_case("slaney", hou, 1, false));
  list.kernels.push_back(mel_case("slaney", hou, 37, false));
  list.kernels.push_back(mel_case("ismir2015", ismir, 16, false));
  // 30 s of sound
  list.kernels.push_back(mel_case("slaney", hou, 1499, true));
  list.kernels.push_back(mel_case("ismir2015", ismir, 2097, true));
}

}  // namespace cantus::testing
