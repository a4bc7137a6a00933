#pragma once

#include "kernels/conv2d/conv2d.h"

// The ways in which a convolution is computed on the CPU. conv2d.cpp takes the first that suits.
namespace cantus {

struct ForwardPath {
  bool (*suits)(const Conv2dShape& shape);
  std::size_t (*scratch_bytes)(Queue& queue, const Conv2dShape& shape, float slope);
  void (*run)(Queue& queue, const Conv2dShape& shape, const float* x, const float* w,
              const float* bias, float slope, float* y);
};

struct BackwardDataPath {
  bool (*suits)(const Conv2dShape& shape);
  std::size_t (*scratch_bytes)(Queue& queue, const Conv2dShape& shape);
  void (*run)(Queue& queue, const Conv2dShape& shape, const float* w, const float* d_y, float* d_x);
};

struct BackwardWeightsPath {
  bool (*suits)(const Conv2dShape& shape);
  std::size_t (*scratch_bytes)(Queue& queue, const Conv2dShape& shape);
  void (*run)(Queue& queue, const Conv2dShape& shape, const float* x, const float* d_y, float* d_w);
};

// A 3 x 3 kernel on one channel.
namespace conv2d_one_channel {
bool suits(const Conv2dShape& shape);  // any of them
extern const ForwardPath kForward;
extern const BackwardDataPath kBackwardData;
extern const BackwardWeightsPath kBackwardWeights;
}  // namespace conv2d_one_channel

// Kernels of three frames and three or more bands on whole registers of channels, by Winograd's
// minimal filters.
namespace conv2d_winograd {
extern const ForwardPath kForward;
extern const BackwardDataPath kBackwardData;      // of three bands
extern const BackwardDataPath kWideBackwardData;  // of more
extern const BackwardWeightsPath kBackwardWeights;
}  // namespace conv2d_winograd

// oneDNN's channels-last convolution: every shape.
namespace conv2d_library {
extern const ForwardPath kForward;
extern const BackwardDataPath kBackwardData;
extern const BackwardWeightsPath kBackwardWeights;
}  // namespace conv2d_library

}  // namespace cantus
