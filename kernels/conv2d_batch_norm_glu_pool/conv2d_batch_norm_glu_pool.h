#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/conv2d/conv2d.h"
#include "kernels/core/bfloat16.h"
#include "kernels/core/queue.h"

namespace cantus {

struct Conv2dBatchNormGluPoolShape {
  Conv2dShape conv2d;  // into 2 C channels, [a | b]
  std::int64_t pool;   // bands a window, at most 256; those that fill no window are dropped

  std::int64_t num_rows() const { return conv2d.n * conv2d.out_t(); }
  std::int64_t num_windows() const { return conv2d.out_f() / pool; }
  std::int64_t num_channels() const { return conv2d.c_out / 2; }  // C, behind the gate
};

// The first block of Hou 2020 in one piece: a convolution of 3 x 3 from one channel, batch
// normalization with the batch's own statistics, gated linear unit, max-pooling over frequency. It
// equals conv2d_forward without bias and batch_norm_glu_pool_forward one after another, but never
// stores the convolution's output, which is eight times as large as its own where four bands are
// pooled.
//
// Statistics and folded weights are those of conv2d_batch_norm.h, and kept as there. Backward, d is
// the gradient behind the normalization: of a window and channel of both halves it is zero but at
// the winner,
//   d_a = d_y s(b),   d_b = d_y a s(b) (1 - s(b)),   s the logistic function,
// where a and b are computed again from x; the sums of d and d x_p over all positions give d_w,
// d_gamma and d_beta by the formulas there.
//
// C is a multiple of 16, up to 512; padding and dilation as in conv2d; the settings' slope is 1. T
// is float or double or, on a GPU alone, Bfloat16: storage of y and d_y.

// Whether the two below take this shape, on any device.
bool conv2d_batch_norm_glu_pool_suits(const Conv2dBatchNormGluPoolShape& shape);

//   x [n, t, f], w [2 C, 3, 3], gamma, beta [2 C]; y, index [n, out_t, num_windows, C]
//   index: which band of the window won, the first among equals
//   kept [conv2d_batch_norm_kept_bytes], aligned to 16 bytes
//   running_mean, running_spread [2 C]: updated in place
template <typename T>
void conv2d_batch_norm_glu_pool_forward(Queue& queue, const Conv2dBatchNormGluPoolShape& shape,
                                        const BatchNormSettings& settings, const Arithmetic<T>* x,
                                        const Arithmetic<T>* w, const Arithmetic<T>* gamma,
                                        const Arithmetic<T>* beta, T* y, std::uint8_t* index,
                                        std::uint8_t* kept, Arithmetic<T>* running_mean,
                                        Arithmetic<T>* running_spread);

// Gradients through the whole block, its statistics included, but for that of x.
//   d_y [n, out_t, num_windows, C]; d_w [2 C, 3, 3]; d_gamma, d_beta [2 C]
template <typename T>
void conv2d_batch_norm_glu_pool_backward(Queue& queue, const Conv2dBatchNormGluPoolShape& shape,
                                         const Arithmetic<T>* x, const Arithmetic<T>* w,
                                         const Arithmetic<T>* gamma, const std::uint8_t* kept,
                                         const std::uint8_t* index, const T* d_y,
                                         Arithmetic<T>* d_w, Arithmetic<T>* d_gamma,
                                         Arithmetic<T>* d_beta);

// Scratch of either on the queue's device, in float or double.
std::size_t conv2d_batch_norm_glu_pool_scratch_bytes(Queue& queue,
                                                     const Conv2dBatchNormGluPoolShape& shape);

}  // namespace cantus
