#include "kernels/conv2d/conv2d_plan_cuda.h"

#include "kernels/conv2d/conv2d_contracts.h"
#include "kernels/core/error.h"

namespace cantus::gpu {
namespace {

using cudnn::Descriptor;

// A kernel dilated in time, with equal zeros on both sides; stride 1.
Descriptor geometry(const Conv2dShape& s) {
  Descriptor conv(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
  conv.set_type(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_DATA_FLOAT);
  const cudnnConvolutionMode_t mode = CUDNN_CROSS_CORRELATION;
  conv.set(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE, 1, &mode);
  conv.set_integer(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, 2);
  conv.set_integers(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, {s.pad_t(), s.pad_f()});
  conv.set_integers(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, {s.pad_t(), s.pad_f()});
  conv.set_integers(CUDNN_ATTR_CONVOLUTION_DILATIONS, {s.dilation_t, 1});
  conv.set_integers(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, {1, 1});
  conv.finalize();
  return conv;
}

// The names that cuDNN gives to the parts of one pass.
struct PassNames {
  cudnnBackendDescriptorType_t operation;
  cudnnBackendAttributeName_t geometry, x, w, y, alpha, beta;
};

PassNames names_of(Conv2dPass pass) {
  switch (pass) {
    case Conv2dPass::kForward:
      return {CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA};
    case Conv2dPass::kBackwardData:
      return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA};
    default:
      return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA};
  }
}

// kept: the share of the output that stays and is added to.
Descriptor operation(const Conv2dShape& s, Conv2dPass pass, float kept) {
  const auto type = s.precision == Precision::kBfloat16 ? CUDNN_DATA_BFLOAT16 : CUDNN_DATA_FLOAT;
  const PassNames names = names_of(pass);
  const Descriptor conv = geometry(s);
  const Descriptor x = cudnn::channels_last(1, type, s.n, s.t, s.f, s.c_in);
  const Descriptor w = cudnn::channels_last(2, type, s.c_out, s.k_t, s.k_f, s.c_in);
  const Descriptor y = cudnn::channels_last(3, type, s.n, s.out_t(), s.out_f(), s.c_out);
  Descriptor operation(names.operation);
  operation.set_descriptor(names.geometry, conv);
  operation.set_descriptor(names.x, x);
  operation.set_descriptor(names.w, w);
  operation.set_descriptor(names.y, y);
  operation.set_float(names.alpha, 1.0f);
  operation.set_float(names.beta, kept);
  operation.finalize();
  return operation;
}

// The plan with the fewest equal parts of the batch that is within the limits.
std::optional<Conv2dPlan> find_conv2d_plan(const Conv2dShape& shape, Conv2dPass pass,
                                           const cudnn::Target& target,
                                           const cudnn::EngineLimits& limits) {
  Conv2dShape part = shape;
  for (std::int64_t num_parts = 1; num_parts <= shape.n; ++num_parts) {
    if (shape.n % num_parts != 0) continue;
    part.n = shape.n / num_parts;
    auto plan = cudnn::find_plan(operation(part, pass, 0.0f), target, limits);
    if (!plan) continue;
    Conv2dPlan found{std::move(*plan), std::nullopt, num_parts};
    // in bfloat16 the parts are widened, and added up so
    const bool adds = pass == Conv2dPass::kBackwardWeights && num_parts > 1 &&
                      part.precision != Precision::kBfloat16;
    if (adds) {
      found.adding = cudnn::find_plan(operation(part, pass, 1.0f), target, limits);
      if (!found.adding) continue;
    }
    return found;
  }
  return std::nullopt;
}

}  // namespace

// Without tensor cores, cuDNN's good engines for channels-last floats transpose all of x and y into
// the workspace: 510 MB for 32 excerpts of the second convolution of Schlueter 2016. Of the engines
// that need none, some are many times slower. So the batch is cut instead.
Conv2dPlan make_conv2d_plan(const Conv2dShape& shape, Conv2dPass pass,
                            const cudnn::Target& target) {
  using cudnn::TensorCores;
  const bool exact = shape.precision == Precision::kFloat32;
  cudnn::EngineLimits best{kMaxConv2dWorkspaceBytes,
                           exact ? TensorCores::kNever : TensorCores::kOnly, false};
  cudnn::EngineLimits last = best;
  last.tensor_cores = exact ? TensorCores::kNever : TensorCores::kAllowed;
  last.generic = true;
  for (const auto& limits : {best, last})
    if (auto plan = find_conv2d_plan(shape, pass, target, limits)) return std::move(*plan);
  throw Error(Exit::kSoftware, "cuDNN", "no engine for a convolution " + to_string(shape));
}

}  // namespace cantus::gpu
