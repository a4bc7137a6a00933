#include "kernels/fold_batch_norm/fold_batch_norm.h"

#include <cmath>

#include "kernels/core/launch.h"

namespace cantus {

template <typename T>
struct FoldBatchNorm {
  std::int64_t num_inputs;
  T epsilon;
  bool spread_is_inverse;
  const T* weight;
  const T* gamma;
  const T* beta;
  const T* running_mean;
  const T* running_spread;
  T* folded_weight;
  T* folded_bias;

  CANTUS_BODY void operator()(std::int64_t o, std::int64_t i) const {
    const T spread = running_spread[o];
    const T inverse = spread_is_inverse ? spread : T(1) / std::sqrt(spread + epsilon);
    const T scale = gamma[o] * inverse;
    folded_weight[o * num_inputs + i] = scale * weight[o * num_inputs + i];
    if (i == 0) folded_bias[o] = beta[o] - scale * running_mean[o];
  }
};

template <typename T>
void fold_batch_norm(Queue& queue, std::int64_t num_outputs, std::int64_t num_inputs,
                     const BatchNormSettings& settings, const T* weight, const T* gamma,
                     const T* beta, const T* running_mean, const T* running_spread,
                     T* folded_weight, T* folded_bias) {
  for_each(queue, num_outputs, num_inputs,
           FoldBatchNorm<T>{num_inputs, T(settings.epsilon),
                            settings.running == RunningStatistic::kInverseDeviation, weight, gamma,
                            beta, running_mean, running_spread, folded_weight, folded_bias});
}

template decltype(fold_batch_norm<float>) fold_batch_norm<float>;
template decltype(fold_batch_norm<double>) fold_batch_norm<double>;

}  // namespace cantus
