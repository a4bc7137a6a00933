#include "kernels/fold_batch_norm/fold_batch_norm.h"

#include "kernels/batch_norm/statistics.h"
#include "kernels/core/launch.h"

namespace cantus {

struct FoldBatchNorm {
  std::int64_t num_inputs;
  float epsilon;
  bool spread_is_inverse;
  const float* weight;
  const float* gamma;
  const float* beta;
  const float* running_mean;
  const float* running_spread;
  float* folded_weight;
  float* folded_bias;

  CANTUS_BODY void operator()(std::int64_t o, std::int64_t i) const {
    const float scale =
        gamma[o] * batch_norm::inverse_deviation(spread_is_inverse, running_spread[o], epsilon);
    folded_weight[o * num_inputs + i] = scale * weight[o * num_inputs + i];
    if (i == 0) folded_bias[o] = beta[o] - scale * running_mean[o];
  }
};

void fold_batch_norm(Queue& queue, std::int64_t num_outputs, std::int64_t num_inputs,
                     const BatchNormSettings& settings, const float* weight, const float* gamma,
                     const float* beta, const float* running_mean, const float* running_spread,
                     float* folded_weight, float* folded_bias) {
  for_each(queue, num_outputs, num_inputs,
           FoldBatchNorm{num_inputs, settings.epsilon,
                         settings.running == RunningStatistic::kInverseDeviation, weight, gamma,
                         beta, running_mean, running_spread, folded_weight, folded_bias});
}

}  // namespace cantus
