#include "kernels/dropout/dropout.h"

#include <memory>

#include "tests/cases/cases.h"
#include "tests/reference/dropout_reference.h"

namespace cantus::testing {
namespace {

template <typename Stored = float>
KernelCase dropout_case(std::int64_t samples, std::int64_t units, float rate, bool full_size) {
  const std::uint32_t layer = 3;
  StepState state;
  state.seed = 0x123456789abcdefull;
  state.step = 77;
  state.first_sample = 1000;
  const auto definition = [=](const auto& in, auto& out) {
    reference::dropout({state.seed, state.first_sample, state.step, layer}, units, rate, in[0],
                       out[0]);
  };
  return stored_as<Stored>(
      KernelCase{.name = "dropout " + std::to_string(samples) + "x" + std::to_string(units),
                 .inputs = {normal_values(samples * units, 1)},
                 .output_sizes = {samples * units},
                 .kernel_with_tables = [=](Queue& of_tables) -> KernelCase::Kernel {
                   const auto at = std::make_shared<const OnDevice<StepState>>(of_tables, state);
                   return [=](Queue& queue, const auto& in, auto& out) {
                     dropout(queue, at->get(), layer, samples, units, rate,
                             in[0].template as<Stored>(), out[0].template as<Stored>());
                   };
                 },
                 .reference = definition,
                 .plain = definition,
                 .bytes = 4.0 * 2 * (samples * units),
                 .flops = 1.0 * (samples * units),
                 .full_size = full_size},
      {0}, {0});
}

}  // namespace

void add_dropout_cases(CaseList& list) {
  list.kernels.push_back(dropout_case(1, 1, 0.5f, false));
  list.kernels.push_back(dropout_case(3, 7, 0.2f, false));
  list.kernels.push_back(dropout_case(40, 133, 0.5f, false));
  list.kernels.push_back(dropout_case<Bfloat16>(40, 133, 0.5f, false));
  // Hou 2020, behind L1's pooling, 64 blocks; Schlüter 2016, before the dense layers, 32 excerpts
  list.kernels.push_back(dropout_case(64, 25 * 16 * 64, 0.2f, true));
  list.kernels.push_back(dropout_case(32, 3968, 0.5f, true));
}

}  // namespace cantus::testing
