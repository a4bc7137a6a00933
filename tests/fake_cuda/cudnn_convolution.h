#pragma once

#include <cudnn.h>

#include <array>
#include <string>

namespace fake_cudnn {

// Dimensions are n, c, h, w, or c_out, c_in, h, w, whatever their order in memory.
struct Tensor {
  std::int64_t unique_id = 0;
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  std::int64_t alignment = 0;
  std::array<std::int64_t, 4> dims{}, strides{};

  std::int64_t size() const { return dims[0] * dims[1] * dims[2] * dims[3]; }
};

enum class Pass { kForward, kBackwardData, kBackwardWeights };

struct Convolution {
  Pass pass = Pass::kForward;
  Tensor x, w, y;
  std::array<std::int64_t, 2> before{}, after{}, dilation{}, stride{};
  float alpha = 1, beta = 0;

  const Tensor& output() const {
    return pass == Pass::kForward ? y : pass == Pass::kBackwardData ? x : w;
  }
};

// What is wrong with the convolution; empty if nothing is.
std::string misfit(const Convolution& conv);

// Computes the convolution by its definition, with sums in double, on arrays of the tensors' type.
// `rounded`: reads floats rounded to TF32, as tensor cores do.
void compute(const Convolution& conv, void* x, void* w, void* y, bool rounded);

}  // namespace fake_cudnn
