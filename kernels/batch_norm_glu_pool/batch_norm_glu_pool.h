#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/core/bfloat16.h"
#include "kernels/core/queue.h"

namespace cantus {

struct BatchNormGluPoolShape {
  std::int64_t num_rows;      // samples x frames
  std::int64_t num_bins;      // before pooling; those that fill no window are dropped
  std::int64_t num_channels;  // behind the gate
  std::int64_t pool;          // bins a window, at most 256; windows do not overlap

  std::int64_t num_windows() const { return num_bins / pool; }
  BatchNormShape batch_norm() const { return {num_rows * num_bins, 2 * num_channels}; }
};

// The block behind each convolution of Hou 2020 in one piece: batch normalization of 2 C channels
// with the batch's own statistics, gated linear unit, max-pooling over frequency. It equals
// batch_norm_forward, glu_forward and max_pool_forward one after another, but keeps only x, the
// statistics and the index, and reads x twice: for the statistics and for everything else. The
// settings' slope must be 1. T is float or double or, on a GPU alone, Bfloat16: storage of x, y and
// their gradients.
//   x [num_rows, num_bins, 2 C], channels [a | b]; y, index [num_rows, num_windows, C]
//   gamma, beta, mean, inv_std, running_mean, running_spread [2 C], as in batch_norm_forward
//   index: which bin of the window won, the first among equals
template <typename T>
void batch_norm_glu_pool_forward(Queue& queue, const BatchNormGluPoolShape& shape,
                                 const BatchNormSettings& settings, const T* x,
                                 const Arithmetic<T>* gamma, const Arithmetic<T>* beta, T* y,
                                 std::uint8_t* index, Arithmetic<T>* mean, Arithmetic<T>* inv_std,
                                 Arithmetic<T>* running_mean, Arithmetic<T>* running_spread);

// Gradients through the whole block, its statistics included. Reads x and d_y twice.
//   d_y [num_rows, num_windows, C]; d_x [num_rows, num_bins, 2 C], written whole, may be x
//   d_gamma, d_beta [2 C]
template <typename T>
void batch_norm_glu_pool_backward(Queue& queue, const BatchNormGluPoolShape& shape, const T* x,
                                  const Arithmetic<T>* gamma, const Arithmetic<T>* beta,
                                  const Arithmetic<T>* mean, const Arithmetic<T>* inv_std,
                                  const std::uint8_t* index, const T* d_y, T* d_x,
                                  Arithmetic<T>* d_gamma, Arithmetic<T>* d_beta);

// Scratch of either on the queue's device, in float or double.
std::size_t batch_norm_glu_pool_scratch_bytes(Queue& queue, const BatchNormGluPoolShape& shape);

}  // namespace cantus
