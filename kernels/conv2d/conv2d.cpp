#include "kernels/conv2d/conv2d.h"

#include <algorithm>

#include "kernels/conv2d/conv2d_contracts.h"
#include "kernels/conv2d/conv2d_paths.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

void check(const Queue& queue, const Conv2dShape& s) {
  require_precision(queue.device(), s.precision);
  CANTUS_REQUIRE(s.n > 0 && s.c_in > 0 && s.c_out > 0 && s.dilation_t > 0,
                 "a convolution needs at least one sample and one channel");
  CANTUS_REQUIRE(s.out_t() > 0 && s.out_f() > 0, "a convolution's kernel exceeds its input");
  const bool is_same = s.padding == Padding::kSame || s.padding == Padding::kSameBands;
  CANTUS_REQUIRE(!is_same || (s.k_t % 2 == 1 && s.k_f % 2 == 1),
                 "a convolution with `same` padding needs an odd kernel");
}

constexpr const ForwardPath* kForwardPaths[] = {
    &conv2d_one_channel::kForward, &conv2d_winograd::kForward, &conv2d_library::kForward};
constexpr const BackwardDataPath* kBackwardDataPaths[] = {
    &conv2d_one_channel::kBackwardData, &conv2d_winograd::kBackwardData,
    &conv2d_winograd::kWideBackwardData, &conv2d_library::kBackwardData};
constexpr const BackwardWeightsPath* kBackwardWeightsPaths[] = {
    &conv2d_one_channel::kBackwardWeights, &conv2d_winograd::kBackwardWeights,
    &conv2d_library::kBackwardWeights};

// The last path suits every shape.
template <class Path, std::size_t kCount>
const Path& first_that_suits(const Path* const (&paths)[kCount], const Conv2dShape& shape) {
  return **std::find_if(paths, paths + kCount - 1,
                        [&](const Path* path) { return path->suits(shape); });
}

}  // namespace

std::string to_string(const Conv2dShape& s) {
  const auto by = [](auto a, auto b) { return std::to_string(a) + "x" + std::to_string(b); };
  return by(s.k_t, s.k_f) + " from " + std::to_string(s.c_in) + " to " + std::to_string(s.c_out) +
         " channels on " + std::to_string(s.n) + " samples of " + by(s.t, s.f);
}

std::size_t conv2d_forward_scratch_bytes(Queue& queue, const Conv2dShape& shape, float slope) {
  check(queue, shape);
  if (const auto run =
          device_kernel(queue, "conv2d_forward_scratch_bytes", conv2d_forward_scratch_bytes))
    return run(queue, shape, slope);
  return first_that_suits(kForwardPaths, shape).scratch_bytes(queue, shape, slope);
}

std::size_t conv2d_backward_data_scratch_bytes(Queue& queue, const Conv2dShape& shape) {
  check(queue, shape);
  if (const auto run = device_kernel(queue, "conv2d_backward_data_scratch_bytes",
                                     conv2d_backward_data_scratch_bytes))
    return run(queue, shape);
  return first_that_suits(kBackwardDataPaths, shape).scratch_bytes(queue, shape);
}

std::size_t conv2d_backward_weights_scratch_bytes(Queue& queue, const Conv2dShape& shape) {
  check(queue, shape);
  if (const auto run = device_kernel(queue, "conv2d_backward_weights_scratch_bytes",
                                     conv2d_backward_weights_scratch_bytes))
    return run(queue, shape);
  return first_that_suits(kBackwardWeightsPaths, shape).scratch_bytes(queue, shape);
}

void conv2d_forward(Queue& queue, const Conv2dShape& shape, const float* x, const float* w,
                    const float* bias, float slope, float* y) {
  if (const auto run = device_kernel<Conv2dForward<float>>(queue, "conv2d_forward", conv2d_forward))
    return run(queue, shape, x, w, bias, slope, y);
  first_that_suits(kForwardPaths, shape).run(queue, shape, x, w, bias, slope, y);
}

void conv2d_backward_data(Queue& queue, const Conv2dShape& shape, const float* w, const float* d_y,
                          float* d_x) {
  if (const auto run = device_kernel<Conv2dBackwardData<float>>(queue, "conv2d_backward_data",
                                                                conv2d_backward_data))
    return run(queue, shape, w, d_y, d_x);
  first_that_suits(kBackwardDataPaths, shape).run(queue, shape, w, d_y, d_x);
}

void conv2d_backward_weights(Queue& queue, const Conv2dShape& shape, const float* x,
                             const float* d_y, float* d_w) {
  if (const auto run = device_kernel<Conv2dBackwardWeights<float>>(queue, "conv2d_backward_weights",
                                                                   conv2d_backward_weights))
    return run(queue, shape, x, d_y, d_w);
  first_that_suits(kBackwardWeightsPaths, shape).run(queue, shape, x, d_y, d_w);
}

void conv2d_forward(Queue& queue, const Conv2dShape& shape, const Bfloat16* x, const Bfloat16* w,
                    const float* bias, float slope, Bfloat16* y) {
  gpu_kernel<Conv2dForward<Bfloat16>>(queue, "conv2d_forward", conv2d_forward)(queue, shape, x, w,
                                                                               bias, slope, y);
}

void conv2d_backward_data(Queue& queue, const Conv2dShape& shape, const Bfloat16* w,
                          const Bfloat16* d_y, Bfloat16* d_x) {
  gpu_kernel<Conv2dBackwardData<Bfloat16>>(queue, "conv2d_backward_data", conv2d_backward_data)(
      queue, shape, w, d_y, d_x);
}

void conv2d_backward_weights(Queue& queue, const Conv2dShape& shape, const Bfloat16* x,
                             const Bfloat16* d_y, float* d_w) {
  gpu_kernel<Conv2dBackwardWeights<Bfloat16>>(queue, "conv2d_backward_weights",
                                              conv2d_backward_weights)(queue, shape, x, d_y, d_w);
}

}  // namespace cantus
