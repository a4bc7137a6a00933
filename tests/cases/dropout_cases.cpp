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
                 .definition = definition,
                 .bytes = 4.0 * 2 * (samples * units),
                 .flops = 1.0 * (samples * units),
                 .full_size = full_size},
      {0}, {0});
}

// Both passes use the same mask: the backward pass keeps what the forward pass keeps.
GradientCase gradient_case(std::int64_t samples, std::int64_t units, float rate) {
  const auto run = [=](Queue& queue, const auto& x, auto& y) {
    const StepState state{.seed = 5, .step = 7, .first_sample = 11};
    dropout(queue, &state, 3, samples, units, rate, x.data(), y.data());
  };
  return {.name = "dropout " + std::to_string(samples) + "x" + std::to_string(units),
          .inputs = {normal_values(samples * units, 1)},
          .output_sizes = {samples * units},
          .differentiable = {0},
          .forward = [=](Queue& queue, const auto& in, auto& out) { run(queue, in[0], out[0]); },
          .backward = [=](Queue& queue, const auto&, const auto& d_out,
                          auto& d_in) { run(queue, d_out[0], d_in[0]); }};
}

}  // namespace

void add_dropout_cases(CaseList& list) {
  list.kernels.push_back(dropout_case(1, 1, 0.5f, false));
  list.kernels.push_back(dropout_case(3, 7, 0.2f, false));
  list.kernels.push_back(dropout_case(40, 133, 0.5f, false));
  list.kernels.push_back(dropout_case<Bfloat16>(40, 133, 0.5f, false));
  list.kernels.push_back(dropout_case(5, 12, 0.5f, false));
  list.kernels.push_back(dropout_case<Bfloat16>(5, 12, 0.5f, false));
  list.gradients.push_back(gradient_case(3, 7, 0.2f));
  // Hou 2020, after L1's pooling, 64 blocks; Schlüter 2016, before the dense layers, 32 excerpts
  list.kernels.push_back(dropout_case(64, 25 * 16 * 64, 0.2f, true));
  list.kernels.push_back(dropout_case(32, 3968, 0.5f, true));
}

}  // namespace cantus::testing
