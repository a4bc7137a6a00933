#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/conv2d/conv2d.h"
#include "kernels/core/bfloat16.h"
#include "kernels/core/queue.h"

namespace cantus {

// A convolution of 3 x 3 from one channel, batch normalization with the batch's own statistics and
// leaky ReLU (the first layer of Schlueter 2016, section 3.1) in one piece. It equals
// conv2d_forward without bias and batch_norm_forward one after another, but never stores the
// convolution's output.
//
// Each value of that output is z_c = w_c . x_p, where x_p [9] is the patch of the input under the
// kernel at position p. So its statistics are those of the patches: with their mean m = E[x_p] and
// biased covariance C = E[(x_p - m)(x_p - m)^T], over all N positions,
//   mean_c = w_c . m,   var_c = w_c^T C w_c
// (the rules of linear maps of random vectors; Petersen and Pedersen, The Matrix Cookbook, section
// 6.2.1), 54 sums a position for all channels together. The normalized output is then itself a
// convolution, with weights scale_c w_c and bias beta_c - scale_c mean_c, scale_c = gamma_c
// inv_std_c. Sums and products of statistics are in double, about the mean of the input: neither a
// large common value nor a kernel that takes differences of neighbours costs digits.
//
// Backward, put the above into the gradient of batch normalization (Ioffe and Szegedy 2015, section
// 3), with d the gradient at the rectifier's input:
//   S_c = sum_p d,   A_c [9] = sum_p d x_p
//   d_beta_c = S_c,   d_gamma_c = inv_std_c (w_c . A_c - S_c w_c . m)
//   d_w_c = scale_c (A_c - S_c m - d_gamma_c inv_std_c C w_c)
// since sum_p (z_c - mean_c) x_p = N C w_c: one pass over d_y, which writes nothing. The
// rectifier's input is computed again from x, at 9 products a value and without reading y.
//
// The forward pass keeps its statistics and folded weights, some 150 bytes a channel, for the
// backward pass, which therefore needs neither beta nor epsilon.
//
// c_out is a multiple of 16, up to 1024; padding and dilation as in conv2d. T is float or double
// or, on a GPU alone, Bfloat16: storage of y and d_y. All else is in its arithmetic.

// Whether the two below take this shape, on any device.
bool conv2d_batch_norm_suits(const Conv2dShape& shape);

//   x [n, t, f], w [c_out, 3, 3], gamma, beta [c_out], y [n, out_t, out_f, c_out]
//   running_mean, running_spread [c_out]: updated in place
//   kept [conv2d_batch_norm_kept_bytes], aligned to 16 bytes; on any device it is laid out alike
template <typename T>
void conv2d_batch_norm_forward(Queue& queue, const Conv2dShape& shape,
                               const BatchNormSettings& settings, const Arithmetic<T>* x,
                               const Arithmetic<T>* w, const Arithmetic<T>* gamma,
                               const Arithmetic<T>* beta, T* y, std::uint8_t* kept,
                               Arithmetic<T>* running_mean, Arithmetic<T>* running_spread);

// Gradients through the whole layer, its statistics included, but for that of x; the rectifier's
// rule is the plain one.
//   d_y [n, out_t, out_f, c_out]; d_w [c_out, 3, 3]; d_gamma, d_beta [c_out]
template <typename T>
void conv2d_batch_norm_backward(Queue& queue, const Conv2dShape& shape,
                                const BatchNormSettings& settings, const Arithmetic<T>* x,
                                const Arithmetic<T>* w, const Arithmetic<T>* gamma,
                                const std::uint8_t* kept, const T* d_y, Arithmetic<T>* d_w,
                                Arithmetic<T>* d_gamma, Arithmetic<T>* d_beta);

// Of either arithmetic.
std::size_t conv2d_batch_norm_kept_bytes(const Conv2dShape& shape);

// Scratch of either on the queue's device, in float or double.
std::size_t conv2d_batch_norm_scratch_bytes(Queue& queue, const Conv2dShape& shape);

}  // namespace cantus
