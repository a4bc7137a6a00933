#include "kernels/conv2d/conv2d_plan_cuda.h"

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

Descriptor operation(const Conv2dShape& s, Conv2dPass pass) {
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
  operation.set_float(names.beta, 0.0f);
  operation.finalize();
  return operation;
}

std::string describe(const Conv2dShape& s) {
  const auto by = [](auto a, auto b) { return std::to_string(a) + "x" + std::to_string(b); };
  return by(s.k_t, s.k_f) + " from " + std::to_string(s.c_in) + " to " + std::to_string(s.c_out) +
         " channels on " + std::to_string(s.n) + " samples of " + by(s.t, s.f);
}

}  // namespace

// Without tensor cores, cuDNN's good engines for channels-last floats transpose all of x and y into
// the workspace: 510 MB for 32 excerpts of the second convolution of Schlueter 2016. The engine
// that needs no workspace is the generic one. So the batch is cut instead, into the fewest equal
// parts.
Conv2dPlan make_conv2d_plan(const Conv2dShape& shape, Conv2dPass pass,
                            const cudnn::Target& target) {
  cudnn::EngineLimits limits;
  limits.max_workspace_bytes = kMaxConv2dWorkspaceBytes;
  limits.tensor_cores = shape.precision != Precision::kFloat32;
  const std::int64_t max_parts = pass == Conv2dPass::kBackwardWeights ? 1 : shape.n;
  for (std::int64_t parts = 1; parts <= max_parts; ++parts) {
    if (shape.n % parts != 0) continue;
    Conv2dShape part = shape;
    part.n = shape.n / parts;
    if (auto plan = cudnn::find_plan(operation(part, pass), target, limits))
      return {std::move(*plan), parts};
  }
  limits.generic = true;
  if (auto plan = cudnn::find_plan(operation(shape, pass), target, limits))
    return {std::move(*plan), 1};
  throw Error(Exit::kSoftware, "cuDNN", "no engine for a convolution " + describe(shape));
}

}  // namespace cantus::gpu
