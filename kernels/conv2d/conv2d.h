#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/precision.h"
#include "kernels/core/queue.h"

namespace cantus {

enum class Padding {
  kValid,      // only windows that lie inside the input
  kSame,       // zeros around the input so that the output has its size; odd kernels only
  kSameBands,  // kSame in frequency, kValid in time
  kFullFrames  // zeros in time so that every window counts that meets the input; kValid in
               // frequency
};

// Stride 1, channels-last. The kernel is dilated in time only: its rows are dilation_t frames
// apart, as the whole-song form of an excerpt network needs.
struct Conv2dShape {
  std::int64_t n, t, f, c_in, c_out, k_t, k_f;
  Padding padding = Padding::kValid;
  std::int64_t dilation_t = 1;
  Precision precision = Precision::kFloat32;

  std::int64_t out_t() const { return t + 2 * pad_t() - dilation_t * (k_t - 1); }
  std::int64_t out_f() const { return f + 2 * pad_f() - (k_f - 1); }
  // Zeros before the first frame and before the first band; as many stand behind the last.
  std::int64_t pad_t() const {
    const std::int64_t all = dilation_t * (k_t - 1);
    return padding == Padding::kFullFrames ? all : padding == Padding::kSame ? all / 2 : 0;
  }
  std::int64_t pad_f() const {
    return padding == Padding::kSame || padding == Padding::kSameBands ? (k_f - 1) / 2 : 0;
  }
};

// Cross-correlation, as the papers' "convolution":
//   y[n, t, f, o] = act(bias[o] + sum_{i, j, c} x[n, t + i dilation_t - pad_t, f + j - pad_f, c]
//                                               w[o, i, j, c])
// where act is the leaky rectifier of the given slope (1: none). Outputs near a value of x that is
// not finite may be NaN where their windows do not hold it.
//   x [n, t, f, c_in], w [c_out, k_t, k_f, c_in], bias [c_out] or null, y [n, out_t, out_f, c_out]
// Requires, of all passes: n, channels and dilation_t >= 1, out_t() and out_f() >= 1, and for kSame
// and kSameBands an odd kernel both ways. Errors, from the x_scratch_bytes: kSoftware where that is
// broken, kUnavailable where the device does not compute at the precision (require_precision).
void conv2d_forward(Queue& queue, const Conv2dShape& shape, const float* x, const float* w,
                    const float* bias, float slope, float* y);

// The same with activations and weights in bfloat16, on a GPU alone; sums are floats and rounded
// once, or, with a bias or a rectifier, once before and once behind them. The shape's precision is
// kBfloat16.
void conv2d_forward(Queue& queue, const Conv2dShape& shape, const Bfloat16* x, const Bfloat16* w,
                    const float* bias, float slope, Bfloat16* y);

// d_x from d_y, both of the plain convolution (slope 1).
void conv2d_backward_data(Queue& queue, const Conv2dShape& shape, const float* w, const float* d_y,
                          float* d_x);
void conv2d_backward_data(Queue& queue, const Conv2dShape& shape, const Bfloat16* w,
                          const Bfloat16* d_y, Bfloat16* d_x);

// d_w from x and d_y. From bfloat16, cuDNN's sums are rounded to bfloat16 before they are widened:
// it has no engine for the two types in one convolution. Kernels on one channel, and those over
// most of the bands, are our own or products of matrices and stay floats.
void conv2d_backward_weights(Queue& queue, const Conv2dShape& shape, const float* x,
                             const float* d_y, float* d_w);
void conv2d_backward_weights(Queue& queue, const Conv2dShape& shape, const Bfloat16* x,
                             const Bfloat16* d_y, float* d_w);

// Scratch of each; call them while planning, they make ready what the kernel needs. A pass of a
// shape, or a forward pass of a slope, that was not announced so throws Error(kSoftware).
std::size_t conv2d_forward_scratch_bytes(Queue& queue, const Conv2dShape& shape,
                                         float slope = 1.0f);
std::size_t conv2d_backward_data_scratch_bytes(Queue& queue, const Conv2dShape& shape);
std::size_t conv2d_backward_weights_scratch_bytes(Queue& queue, const Conv2dShape& shape);

}  // namespace cantus
