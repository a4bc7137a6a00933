#pragma once

#include <cstdint>

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/core/queue.h"

namespace cantus {

// The affine map of a batch norm in inference mode, moved into the layer before it:
//   weight'[o, :] = scale[o] weight[o, :],  bias'[o] = beta[o] - scale[o] running_mean[o],
//   scale[o] = gamma[o] * inverse deviation[o].
// T is float or double.
//   weight, folded_weight [num_outputs, num_inputs]; the rest [num_outputs]
template <typename T>
void fold_batch_norm(Queue& queue, std::int64_t num_outputs, std::int64_t num_inputs,
                     const BatchNormSettings& settings, const T* weight, const T* gamma,
                     const T* beta, const T* running_mean, const T* running_spread,
                     T* folded_weight, T* folded_bias);

}  // namespace cantus
