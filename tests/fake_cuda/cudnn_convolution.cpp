#include "tests/fake_cuda/cudnn_convolution.h"

#include <cuda_bf16.h>

#include <vector>

#include "tests/fake_cuda/tensor_cores.h"

namespace fake_cudnn {
namespace {

double number_at(const void* values, cudnnDataType_t type, std::int64_t i) {
  return type == CUDNN_DATA_BFLOAT16 ? float{static_cast<const __nv_bfloat16*>(values)[i]}
                                     : static_cast<const float*>(values)[i];
}

std::vector<double> factors(const void* values, cudnnDataType_t type, std::int64_t size,
                            bool rounded) {
  std::vector<double> out(size);
  for (std::int64_t i = 0; i < size; ++i) {
    out[i] = number_at(values, type, i);
    if (rounded && type == CUDNN_DATA_FLOAT)
      out[i] = fake_cuda::as_tf32(static_cast<float>(out[i]));
  }
  return out;
}

// Calls visit(ix, iw, iy) for each window position, tap and output channel. The offsets are those
// of the first input channel; the caller loops over the channels.
template <class Visit>
void for_each_tap(const Convolution& c, const Visit& visit) {
  const auto& xs = c.x.strides;
  const auto& ws = c.w.strides;
  const auto& ys = c.y.strides;
  for (std::int64_t n = 0; n < c.y.dims[0]; ++n)
    for (std::int64_t u = 0; u < c.y.dims[2]; ++u)
      for (std::int64_t v = 0; v < c.y.dims[3]; ++v)
        for (std::int64_t i = 0; i < c.w.dims[2]; ++i)
          for (std::int64_t j = 0; j < c.w.dims[3]; ++j) {
            const std::int64_t h = u * c.stride[0] + i * c.dilation[0] - c.before[0];
            const std::int64_t w = v * c.stride[1] + j * c.dilation[1] - c.before[1];
            if (h < 0 || h >= c.x.dims[2] || w < 0 || w >= c.x.dims[3]) continue;
            const std::int64_t ix = n * xs[0] + h * xs[2] + w * xs[3];
            for (std::int64_t o = 0; o < c.w.dims[0]; ++o)
              visit(ix, o * ws[0] + i * ws[2] + j * ws[3],
                    n * ys[0] + o * ys[1] + u * ys[2] + v * ys[3]);
          }
}

// to[k * to_step] += factor * from[k * from_step]
void add_scaled(double factor, const double* from, std::int64_t from_step, double* to,
                std::int64_t to_step, std::int64_t count) {
  if (from_step == 1 && to_step == 1) {
    for (std::int64_t k = 0; k < count; ++k) to[k] += factor * from[k];
  } else {
    for (std::int64_t k = 0; k < count; ++k) to[k * to_step] += factor * from[k * from_step];
  }
}

}  // namespace

std::string misfit(const Convolution& c) {
  for (const Tensor* tensor : {&c.x, &c.w, &c.y}) {
    if (tensor->type != c.x.type) return "the tensors' types differ";
    // Dense, in some order: each dimension's stride is the product of the dimensions inside it.
    std::int64_t product = 1;
    for (int i = 0; i < 4; ++i) {
      if (tensor->dims[i] <= 0) return "an empty dimension";
      product += (tensor->dims[i] - 1) * tensor->strides[i];
    }
    if (product != tensor->size()) return "a tensor with holes or overlaps";
  }
  if (c.x.dims[0] != c.y.dims[0]) return "x and y have other numbers of samples";
  if (c.x.dims[1] != c.w.dims[1]) return "x and w have other numbers of input channels";
  if (c.y.dims[1] != c.w.dims[0]) return "y and w have other numbers of output channels";
  for (int i = 0; i < 2; ++i) {
    if (c.dilation[i] < 1 || c.stride[i] < 1 || c.before[i] < 0 || c.after[i] < 0)
      return "a negative padding, or a dilation or stride below 1";
    const std::int64_t room =
        c.x.dims[2 + i] + c.before[i] + c.after[i] - c.dilation[i] * (c.w.dims[2 + i] - 1) - 1;
    if (room < 0 || room / c.stride[i] + 1 != c.y.dims[2 + i])
      return "y has another size than the windows on x";
  }
  return "";
}

void compute(const Convolution& c, void* x, void* w, void* y, bool rounded) {
  const std::int64_t channels = c.x.dims[1];
  const std::int64_t xs = c.x.strides[1];
  const std::int64_t ws = c.w.strides[1];
  void* const out = c.pass == Pass::kForward ? y : c.pass == Pass::kBackwardData ? x : w;
  std::vector<double> sums(c.output().size(), 0.0);
  const auto in = [&](const Tensor& tensor, const void* values) {
    return values == out ? std::vector<double>()
                         : factors(values, tensor.type, tensor.size(), rounded);
  };
  const auto xd = in(c.x, x);
  const auto wd = in(c.w, w);
  const auto yd = in(c.y, y);
  for_each_tap(c, [&](std::int64_t ix, std::int64_t iw, std::int64_t iy) {
    if (c.pass == Pass::kForward) {
      double sum = 0;
      for (std::int64_t k = 0; k < channels; ++k) sum += xd[ix + k * xs] * wd[iw + k * ws];
      sums[iy] += sum;
    } else if (c.pass == Pass::kBackwardData) {
      add_scaled(yd[iy], &wd[iw], ws, &sums[ix], xs, channels);
    } else {
      add_scaled(yd[iy], &xd[ix], xs, &sums[iw], ws, channels);
    }
  });
  const cudnnDataType_t type = c.output().type;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const auto kept = c.beta == 0 ? 0.0 : c.beta * number_at(out, type, i);
    const auto number = static_cast<float>(c.alpha * sums[i] + kept);
    if (type == CUDNN_DATA_BFLOAT16)
      static_cast<__nv_bfloat16*>(out)[i] = number;
    else
      static_cast<float*>(out)[i] = number;
  }
}

}  // namespace fake_cudnn
