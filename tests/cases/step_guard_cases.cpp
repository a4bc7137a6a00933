#include "kernels/step_guard/step_guard.h"

#include <memory>

#include "tests/cases/cases.h"
#include "tests/reference/step_guard_reference.h"

namespace cantus::testing {
namespace {

KernelCase note_loss_case(std::int64_t num_losses, std::uint64_t step) {
  const auto definition = [=](const auto& in, auto& out) {
    out = {in[1], in[2]};
    reference::note_loss(step, in[0][0], out[0], out[1][0]);
  };
  return {.name = "note_loss " + std::to_string(num_losses) + " step " + std::to_string(step),
          .inputs = {{0.75}, normal_values(num_losses, 1), {0}},
          .output_sizes = {num_losses, 1},
          .updated_outputs = {{0, 1}, {1, 2}},
          .kernel_with_tables = [=](Queue& of_tables) -> KernelCase::Kernel {
            StepState state;
            state.step = step;
            const auto at = std::make_shared<const OnDevice<StepState>>(of_tables, state);
            return [=](Queue& queue, const auto& in, auto& out) {
              note_loss(queue, at->get(), num_losses, in[0].data(), out[0].data(), out[1].data());
            };
          },
          .definition = definition,
          .bytes = 4.0 * 4,
          .flops = 2};
}

KernelCase restore_case(std::int64_t n, double guard) {
  const auto definition = [=](const auto& in, auto& out) {
    out = {in[2]};
    reference::restore_unless_sound(in[0][0], in[1], out[0]);
  };
  return {.name = "restore_unless_sound " + std::to_string(n) + " guard " +
                  std::to_string(static_cast<int>(guard)),
          .inputs = {{guard}, normal_values(n, 1), normal_values(n, 2)},
          .output_sizes = {n},
          .updated_outputs = {{0, 2}},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                restore_unless_sound(queue, n, in[0].data(), in[1].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * (guard == 0 ? 1 : 2 * n + 1)};
}

}  // namespace

void add_step_guard_cases(CaseList& list) {
  list.kernels.push_back(note_loss_case(1, 3));
  list.kernels.push_back(note_loss_case(50, 7 + 50 * 3));
  // the running statistics of Schlüter 2016's network
  list.kernels.push_back(restore_case(1472, 0));
  list.kernels.push_back(restore_case(1472, 1));
}

}  // namespace cantus::testing
