#include "kernels/gather/centred_excerpts.h"
#include "tests/cases/cases.h"
#include "tests/reference/centred_excerpts_reference.h"

namespace cantus::testing {
namespace {

struct Excerpts {
  std::int64_t song_frames, num_bands, num_frames, first, num_excerpts;
  bool is_silent = false;  // beyond the song's ends
};

KernelCase excerpts_case(const Excerpts& e, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::centred_excerpts(e.num_bands, e.num_frames, e.first, e.num_excerpts, in[0], in[1],
                                out[0]);
  };
  const std::int64_t written = e.num_excerpts * e.num_frames * e.num_bands;
  return {
      .name = "centred_excerpts " + std::to_string(e.num_excerpts) + "x" +
              std::to_string(e.num_frames) + "x" + std::to_string(e.num_bands) + " from " +
              std::to_string(e.first) + " of " + std::to_string(e.song_frames) +
              (e.is_silent ? " in silence" : ""),
      .inputs = {normal_values(e.song_frames * e.num_bands, 1),
                 normal_values(e.is_silent ? e.num_bands : 0, 2)},
      .output_sizes = {written},
      .kernel =
          [=](Queue& queue, const auto& in, auto& out) {
            centred_excerpts(queue, e.song_frames, e.num_bands, e.num_frames, e.first,
                             e.num_excerpts, in[0].data(), e.is_silent ? in[1].data() : nullptr,
                             out[0].data());
          },
      .definition = definition,
      .bytes = 4.0 * static_cast<double>(written + (e.num_excerpts + e.num_frames) * e.num_bands),
      .full_size = full_size};
}

}  // namespace

void add_centred_excerpts_cases(CaseList& list) {
  list.kernels.push_back(excerpts_case({1, 3, 5, 0, 1}, false));
  list.kernels.push_back(excerpts_case({11, 4, 5, 0, 11}, false));
  list.kernels.push_back(excerpts_case({40, 7, 25, 30, 9}, false));
  list.kernels.push_back(excerpts_case({3, 5, 9, 0, 3, true}, false));
  list.kernels.push_back(excerpts_case({2000, 372, 115, 700, 128}, true));
}

}  // namespace cantus::testing
