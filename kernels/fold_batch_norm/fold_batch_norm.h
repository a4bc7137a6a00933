#pragma once

#include <cstdint>

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/core/queue.h"

namespace cantus {

// The affine map of a batch norm in inference mode, moved into the layer before it:
//   weight'[o, :] = scale[o] weight[o, :],  bias'[o] = beta[o] - scale[o] running_mean[o],
//   scale[o] = gamma[o] * inverse deviation[o].
//   weight, folded_weight [num_outputs, num_inputs]; the rest [num_outputs]
void fold_batch_norm(Queue& queue, std::int64_t num_outputs, std::int64_t num_inputs,
                     const BatchNormSettings& settings, const float* weight, const float* gamma,
                     const float* beta, const float* running_mean, const float* running_spread,
                     float* folded_weight, float* folded_bias);

}  // namespace cantus
