#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/core/bfloat16.h"
#include "kernels/core/queue.h"

namespace cantus {

// Windows do not overlap; frames and bins that fill none are dropped.
struct BatchNormPoolShape {
  std::int64_t n, t, f, c;          // samples, frames, bins, channels
  std::int64_t window_t, window_f;  // at most 256 values together

  std::int64_t out_t() const { return t / window_t; }
  std::int64_t out_f() const { return f / window_f; }
  std::int64_t num_windows() const { return n * out_t() * out_f(); }
  BatchNormShape batch_norm() const { return {n * t * f, c}; }
};

// Batch normalization with the batch's own statistics, leaky ReLU and max-pooling (Schlueter 2016,
// behind the second and the fifth convolution) in one piece. It equals batch_norm_forward and
// max_pool_forward one after another, but keeps only x, the statistics and the index, and never
// writes the normalized values. T is float or double or, on a GPU alone, Bfloat16: storage of x, y
// and their gradients.
//   x [n, t, f, c]; y, index [n, out_t, out_f, c]
//   gamma, beta, mean, inv_std, running_mean, running_spread [c], as in batch_norm_forward
//   index: as in max_pool_forward
template <typename T>
void batch_norm_pool_forward(Queue& queue, const BatchNormPoolShape& shape,
                             const BatchNormSettings& settings, const T* x,
                             const Arithmetic<T>* gamma, const Arithmetic<T>* beta, T* y,
                             std::uint8_t* index, Arithmetic<T>* mean, Arithmetic<T>* inv_std,
                             Arithmetic<T>* running_mean, Arithmetic<T>* running_spread);

// Gradients through the whole block, its statistics included; the rectifier's rule is the plain
// one.
//   d_y [n, out_t, out_f, c]; d_x [n, t, f, c], written whole, may be x; d_gamma, d_beta [c]
template <typename T>
void batch_norm_pool_backward(Queue& queue, const BatchNormPoolShape& shape,
                              const BatchNormSettings& settings, const T* x,
                              const Arithmetic<T>* gamma, const Arithmetic<T>* beta,
                              const Arithmetic<T>* mean, const Arithmetic<T>* inv_std,
                              const std::uint8_t* index, const T* d_y, T* d_x,
                              Arithmetic<T>* d_gamma, Arithmetic<T>* d_beta);

// Scratch of the forward or the backward pass on the queue's device, in float or double.
std::size_t batch_norm_pool_scratch_bytes(Queue& queue, const BatchNormPoolShape& shape);

}  // namespace cantus
