#include "kernels/fold_batch_norm/fold_batch_norm.h"

#include <cmath>

#include "tests/cases/cases.h"

namespace cantus::testing {
namespace {

// weight, gamma, beta, running mean, running spread -> folded weight, folded bias
KernelCase fold_case(std::int64_t num_outputs, std::int64_t num_inputs,
                     const BatchNormSettings& settings, const std::string& what) {
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(out)>;
    for (std::int64_t o = 0; o < num_outputs; ++o) {
      const T inverse = settings.running == RunningStatistic::kInverseDeviation
                            ? in[4][o]
                            : T(1) / std::sqrt(in[4][o] + T(settings.epsilon));
      const T scale = in[1][o] * inverse;
      for (std::int64_t i = o * num_inputs; i < (o + 1) * num_inputs; ++i)
        out[0][i] = scale * in[0][i];
      out[1][o] = in[2][o] - scale * in[3][o];
    }
  };
  return {.name = "fold_batch_norm " + std::to_string(num_outputs) + "x" +
                  std::to_string(num_inputs) + what,
          .inputs = {normal_values(num_outputs * num_inputs, 1), normal_values(num_outputs, 2),
                     normal_values(num_outputs, 3), normal_values(num_outputs, 4),
                     uniform_values(num_outputs, 5, 0.25, 4)},
          .output_sizes = {num_outputs * num_inputs, num_outputs},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                fold_batch_norm(queue, num_outputs, num_inputs, settings, in[0].data(),
                                in[1].data(), in[2].data(), in[3].data(), in[4].data(),
                                out[0].data(), out[1].data());
              },
          .definition = definition,
          .bytes = 4.0 * (2 * num_outputs * num_inputs + 5 * num_outputs),
          .flops = 1.0 * num_outputs * num_inputs + 12.0 * num_outputs};
}

}  // namespace

void add_fold_batch_norm_cases(CaseList& list) {
  const BatchNormSettings hou = {
      .epsilon = 1e-3f, .momentum = 0.99f, .running = RunningStatistic::kUnbiasedVariance};
  const BatchNormSettings schlueter = {
      .epsilon = 1e-4f, .momentum = 0.9f, .running = RunningStatistic::kInverseDeviation};
  list.kernels.push_back(fold_case(1, 1, hou, ""));
  list.kernels.push_back(fold_case(5, 7, hou, ""));
  list.kernels.push_back(fold_case(5, 7, schlueter, " inverse"));
  list.kernels.push_back(fold_case(64, 300, hou, ""));
}

}  // namespace cantus::testing
