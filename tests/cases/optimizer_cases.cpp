#include <memory>

#include "kernels/adam/adam.h"
#include "kernels/nesterov/nesterov.h"
#include "tests/cases/cases.h"
#include "tests/reference/optimizer_reference.h"

namespace cantus::testing {
namespace {

// What an update reads besides its arrays.
struct Step {
  Step(Queue& queue, const StepState& step) : state(queue, step), loss(queue, 1) {}
  OnDevice<StepState> state;
  OnDevice<float> loss;
};

KernelCase adam_case(std::int64_t n, int step, bool full_size) {
  const float learning_rate = 1e-3f;
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    out = {in[1], in[2], in[3]};
    // the paper's constants, which the kernel is not given
    reference::adam<T>(learning_rate, step + 1, 0.9f, 0.999f, 1e-7f, in[0], out[0], out[1], out[2]);
  };
  return {.name = "adam_update " + std::to_string(n) + " step " + std::to_string(step),
          .inputs = {normal_values(n, 1, 0.01), normal_values(n, 2), normal_values(n, 3, 0.01),
                     uniform_values(n, 4, 0.0, 1e-4)},
          .output_sizes = {n, n, n},
          .updated_outputs = {{0, 1}, {1, 2}, {2, 3}},
          .kernel_with_tables = [=](Queue& of_tables) -> KernelCase::Kernel {
            StepState state;
            state.learning_rate = adam_learning_rate({}, learning_rate, step);
            const auto at = std::make_shared<const Step>(of_tables, state);
            return [=](Queue& queue, const auto& in, auto& out) {
              adam_update(queue, at->state.get(), n, AdamSettings{}, at->loss.get(), in[0].data(),
                          out[0].data(), out[1].data(), out[2].data());
            };
          },
          .definition = definition,
          .bytes = 4.0 * 7 * n,
          .flops = 13.0 * n,
          .full_size = full_size};
}

KernelCase nesterov_case(std::int64_t n, bool full_size) {
  const float momentum = 0.95f;
  const float learning_rate = 0.01f;
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    out = {in[1], in[2]};
    reference::nesterov<T>(learning_rate, momentum, in[0], out[0], out[1]);
  };
  return {.name = "nesterov_update " + std::to_string(n),
          .inputs = {normal_values(n, 1), normal_values(n, 2), normal_values(n, 3)},
          .output_sizes = {n, n},
          .updated_outputs = {{0, 1}, {1, 2}},
          .kernel_with_tables = [=](Queue& of_tables) -> KernelCase::Kernel {
            StepState state;
            state.learning_rate = learning_rate;
            const auto at = std::make_shared<const Step>(of_tables, state);
            return [=](Queue& queue, const auto& in, auto& out) {
              nesterov_update(queue, at->state.get(), n, momentum, at->loss.get(), in[0].data(),
                              out[0].data(), out[1].data());
            };
          },
          .definition = definition,
          .bytes = 4.0 * 5 * n,
          .flops = 6.0 * n,
          .full_size = full_size};
}

}  // namespace

void add_optimizer_cases(CaseList& list) {
  for (const std::int64_t n : {1, 9, 5000}) {
    list.kernels.push_back(adam_case(n, 0, false));
    list.kernels.push_back(adam_case(n, 700, false));
    list.kernels.push_back(nesterov_case(n, false));
  }
  // the parameters of Schlüter 2016's network
  list.kernels.push_back(adam_case(3989569, 100, true));
  list.kernels.push_back(nesterov_case(3989569, true));
}

}  // namespace cantus::testing
