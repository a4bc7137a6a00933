#include <algorithm>
#include <cmath>

#include "kernels/adam/adam.h"
#include "kernels/nesterov/nesterov.h"
#include "tests/cases/cases.h"
#include "tests/reference/optimizer_reference.h"

namespace cantus::testing {
namespace {

// Copies what is updated in place into outputs that are still poisoned: a bench, which goes on from
// its last update, times no copy.
void start_from(const DeviceArrays& in, DeviceArrays& out) {
  if (!std::isnan(out[0].first())) return;
  for (std::size_t i = 0; i < out.size(); ++i) out[i].copy_from(in[i + 1]);
}

KernelCase adam_case(std::int64_t n, int step, bool full_size) {
  const AdamSettings settings;
  const float rate = 1e-3f;
  const auto definition = [=](const auto& in, auto& out) {
    using T = typename std::decay_t<decltype(in[0])>::value_type;
    out = {in[1], in[2], in[3]};
    reference::adam<T>(rate, step + 1, settings.beta1, settings.beta2, settings.epsilon, in[0],
                       out[0], out[1], out[2]);
  };
  return {.name = "adam_update " + std::to_string(n) + " step " + std::to_string(step),
          .inputs = {normal_values(n, 1, 0.01), normal_values(n, 2), normal_values(n, 3, 0.01),
                     uniform_values(n, 4, 0.0, 1e-4)},
          .output_sizes = {n, n, n},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                StepState state;
                state.step = step;
                state.learning_rate = rate;
                start_from(in, out);
                const OnDevice<StepState> on_device(queue, state);
                const OnDevice<float> loss(queue, 1);
                adam_update(queue, on_device.get(), n, settings, loss.get(), in[0].data(),
                            out[0].data(), out[1].data(), out[2].data());
              },
          .reference = definition,
          .plain = definition,
          .bytes = 4.0 * 7 * n,
          .flops = 13.0 * n,
          .full_size = full_size,
          .scratch_bytes = [](Queue&) { return adam_scratch_bytes(); }};
}

KernelCase nesterov_case(std::int64_t n, bool full_size) {
  const float momentum = 0.95f;
  const float rate = 0.01f;
  const auto definition = [=](const auto& in, auto& out) {
    using T = typename std::decay_t<decltype(in[0])>::value_type;
    out = {in[1], in[2]};
    reference::nesterov<T>(rate, momentum, in[0], out[0], out[1]);
  };
  return {.name = "nesterov_update " + std::to_string(n),
          .inputs = {normal_values(n, 1), normal_values(n, 2), normal_values(n, 3)},
          .output_sizes = {n, n},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                StepState state;
                state.learning_rate = rate;
                start_from(in, out);
                const OnDevice<StepState> on_device(queue, state);
                const OnDevice<float> loss(queue, 1);
                nesterov_update(queue, on_device.get(), n, momentum, loss.get(), in[0].data(),
                                out[0].data(), out[1].data());
              },
          .reference = definition,
          .plain = definition,
          .bytes = 4.0 * 5 * n,
          .flops = 5.0 * n,
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
