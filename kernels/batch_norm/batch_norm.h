#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/queue.h"
#include "kernels/leaky_relu/leaky_relu.h"

namespace cantus {

// x is a matrix, channels innermost: rows are samples x frames x bins.
struct BatchNormShape {
  std::int64_t num_rows;
  std::int64_t num_channels;
};

// What running_spread averages over the steps.
//   kUnbiasedVariance  sum (x - mean)^2 / (n - 1)  (cuDNN, PyTorch, Keras of 2019)
//   kInverseDeviation  1 / sqrt(biased variance + epsilon)  (Lasagne, so Schlueter 2016)
enum class RunningStatistic { kUnbiasedVariance, kInverseDeviation };

struct BatchNormSettings {
  float epsilon;
  float momentum;  // the fraction of the old running statistic that is kept
  RunningStatistic running;
  float slope = 1;  // of the leaky ReLU fused behind; 1 is none
};

// The batch's own statistics, the first half of batch_norm_forward; shapes as there.
template <typename T>
void batch_norm_statistics(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                           const T* x, Arithmetic<T>* mean, Arithmetic<T>* inv_std,
                           Arithmetic<T>* running_mean, Arithmetic<T>* running_spread);

// Batch normalization (Ioffe and Szegedy 2015, algorithm 1) with the batch's own statistics:
//   y = leaky(gamma (x - mean) inv_std + beta),  inv_std = 1 / sqrt(biased variance + epsilon)
// Statistics are summed in double about the first row, in an order that depends on the shape alone.
// T is float or double or, on a GPU alone, Bfloat16: storage of x, y and their gradients, while
// parameters, statistics and sums are floats.
//   x, y [num_rows, num_channels]; y must not be x where the backward pass follows, which reads x
//   gamma, beta, mean, inv_std [num_channels]: the last two are written, for the backward pass
//   running_mean, running_spread [num_channels]: updated in place
// Requires num_rows >= 1; of one row the unbiased variance counts as 0. Errors: kUnavailable for
// Bfloat16 on the CPU.
template <typename T>
void batch_norm_forward(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                        const T* x, const Arithmetic<T>* gamma, const Arithmetic<T>* beta, T* y,
                        Arithmetic<T>* mean, Arithmetic<T>* inv_std, Arithmetic<T>* running_mean,
                        Arithmetic<T>* running_spread);

// Gradients through the batch's statistics. The sign of the rectifier's input is computed again
// from x. With slope 1 there is no rectifier and `rule` does nothing.
//   d_x [num_rows, num_channels], may be d_y; d_gamma, d_beta [num_channels]
template <typename T>
void batch_norm_backward(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                         RectifierRule rule, const T* x, const Arithmetic<T>* gamma,
                         const Arithmetic<T>* beta, const Arithmetic<T>* mean,
                         const Arithmetic<T>* inv_std, const T* d_y, T* d_x, Arithmetic<T>* d_gamma,
                         Arithmetic<T>* d_beta);

// The same with the running statistics: an affine map of each channel. y may be x.
template <typename T>
void batch_norm_inference(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                          const T* x, const Arithmetic<T>* gamma, const Arithmetic<T>* beta,
                          const Arithmetic<T>* running_mean, const Arithmetic<T>* running_spread,
                          T* y);

// d_x through the affine map alone: for frozen layers and for saliency. d_x may be d_y.
template <typename T>
void batch_norm_inference_backward(Queue& queue, BatchNormShape shape,
                                   const BatchNormSettings& settings, RectifierRule rule,
                                   const T* x, const Arithmetic<T>* gamma,
                                   const Arithmetic<T>* beta, const Arithmetic<T>* running_mean,
                                   const Arithmetic<T>* running_spread, const T* d_y, T* d_x);

// Scratch of any of them on the queue's device, in float or double.
std::size_t batch_norm_scratch_bytes(Queue& queue, BatchNormShape shape);

}  // namespace cantus
