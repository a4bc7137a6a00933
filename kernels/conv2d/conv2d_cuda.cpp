#include <type_traits>

#include "kernels/conv2d/conv2d_paths_cuda.h"
#include "kernels/conv2d/conv2d_plan_cuda.h"
#include "kernels/core/cuda_stream.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"

// Convolutions on a GPU: cuDNN's, but for the first layer's single channel, for kernels over most
// of the bands, for 3 x 3 kernels in plain floats and their weight gradients in TF32, and for the
// activation, of which cuDNN's engines know no leaky one.
namespace cantus::gpu {
namespace {

struct PreparedConv2d : Prepared {
  Conv2dPlan plan;
  std::vector<cudnn::Arguments> parts;

  PreparedConv2d(Conv2dPlan made) : plan(std::move(made)), parts(plan.num_parts) {}
  std::size_t scratch_bytes() const { return plan.workspace_bytes(); }
};

PreparedConv2d& prepared(Queue& queue, const Conv2dShape& s, Conv2dPass pass) {
  CudaStream& stream = cuda_stream(queue);
  const PreparedForShapes::Key key{'c',          static_cast<std::int64_t>(pass),
                                   s.n,          s.t,
                                   s.f,          s.c_in,
                                   s.c_out,      s.k_t,
                                   s.k_f,        static_cast<std::int64_t>(s.padding),
                                   s.dilation_t, static_cast<std::int64_t>(s.precision)};
  return stream.prepared().find<PreparedConv2d>(key, [&] {
    return std::make_unique<PreparedConv2d>(make_conv2d_plan(s, pass, {stream.cudnn(), nullptr}));
  });
}

template <typename T>
void check_storage(const Conv2dShape& s) {
  CANTUS_REQUIRE((s.precision == Precision::kBfloat16) == (std::is_same_v<T, Bfloat16>),
                 "a convolution's precision is not that of its arrays");
}

// x, w, y: whichever of them is the output of the pass is written.
template <typename T>
void run(Queue& queue, const Conv2dShape& s, Conv2dPass pass, const T* x, const T* w, const T* y) {
  PreparedConv2d& conv = prepared(queue, s, pass);
  const Conv2dPlan& plan = conv.plan;
  void* workspace = queue.scratch(conv.scratch_bytes());
  const std::int64_t x_step = s.n / plan.num_parts * s.t * s.f * s.c_in;
  const std::int64_t y_step = s.n / plan.num_parts * s.out_t() * s.out_f() * s.c_out;
  for (std::int64_t part = 0; part < plan.num_parts; ++part)
    conv.parts[part].execute(cuda_stream(queue).cudnn(),
                             part > 0 && plan.adding ? *plan.adding : plan.plan,
                             {x + part * x_step, w, y + part * y_step}, workspace);
}

// The weights' gradient in bfloat16 stands behind the workspace, to be widened.
std::size_t partial_offset(const PreparedConv2d& conv) {
  return (conv.scratch_bytes() + 255) / 256 * 256;
}

std::int64_t num_weights(const Conv2dShape& s) { return s.c_out * s.k_t * s.k_f * s.c_in; }

template <typename T>
void run_forward(Queue& queue, const Conv2dShape& s, const T* x, const T* w, const float* bias,
                 float slope, T* y) {
  if constexpr (std::is_same_v<T, float>)
    if (conv2d_winograd::suits_forward(s))
      return conv2d_winograd::forward(queue, s, x, w, bias, slope, y);
  run<T>(queue, s, Conv2dPass::kForward, x, w, y);
  if (bias != nullptr || slope != 1.0f)
    add_bias_and_rectify(queue, s.n * s.out_t() * s.out_f(), s.c_out, bias, slope, y);
}

template <typename T>
void run_backward_data(Queue& queue, const Conv2dShape& s, const T* w, const T* d_y, T* d_x) {
  if constexpr (std::is_same_v<T, float>)
    if (conv2d_winograd::suits_backward_data(s))
      return conv2d_winograd::backward_data(queue, s, w, d_y, d_x);
  run<T>(queue, s, Conv2dPass::kBackwardData, d_x, w, d_y);
}

void run_backward_weights(Queue& queue, const Conv2dShape& s, const float* x, const float* d_y,
                          float* d_w) {
  if (conv2d_winograd::suits_backward_weights(s))
    return conv2d_winograd::backward_weights(queue, s, x, d_y, d_w);
  if (conv2d_outer::suits(s)) return conv2d_outer::backward_weights(queue, s, x, d_y, d_w);
  run<float>(queue, s, Conv2dPass::kBackwardWeights, x, d_w, d_y);
}

// Parts of the batch are added up in float.
void run_backward_weights(Queue& queue, const Conv2dShape& s, const Bfloat16* x,
                          const Bfloat16* d_y, float* d_w) {
  PreparedConv2d& conv = prepared(queue, s, Conv2dPass::kBackwardWeights);
  const std::int64_t num_parts = conv.plan.num_parts;
  const std::size_t offset = partial_offset(conv);
  auto* workspace =
      static_cast<std::byte*>(queue.scratch(offset + num_weights(s) * sizeof(Bfloat16)));
  auto* partial = reinterpret_cast<Bfloat16*>(workspace + offset);
  const std::int64_t x_step = s.n / num_parts * s.t * s.f * s.c_in;
  const std::int64_t y_step = s.n / num_parts * s.out_t() * s.out_f() * s.c_out;
  for (std::int64_t part = 0; part < num_parts; ++part) {
    conv.parts[part].execute(cuda_stream(queue).cudnn(), conv.plan.plan,
                             {x + part * x_step, partial, d_y + part * y_step}, workspace);
    widen(queue, num_weights(s), partial, part > 0, d_w);
  }
}

std::size_t forward_scratch_bytes(Queue& queue, const Conv2dShape& shape, float) {
  if (conv2d_one_channel::suits(shape)) return 0;
  if (conv2d_wide::suits(shape)) return conv2d_wide::forward_scratch_bytes(queue, shape);
  if (conv2d_winograd::suits_forward(shape)) return conv2d_winograd::scratch_bytes(shape);
  return prepared(queue, shape, Conv2dPass::kForward).scratch_bytes();
}

std::size_t backward_data_scratch_bytes(Queue& queue, const Conv2dShape& shape) {
  if (conv2d_one_channel::suits(shape)) return 0;
  if (conv2d_wide::suits(shape)) return conv2d_wide::backward_scratch_bytes(queue, shape);
  if (conv2d_winograd::suits_backward_data(shape)) return conv2d_winograd::scratch_bytes(shape);
  return prepared(queue, shape, Conv2dPass::kBackwardData).scratch_bytes();
}

std::size_t backward_weights_scratch_bytes(Queue& queue, const Conv2dShape& shape) {
  if (conv2d_one_channel::suits(shape))
    return conv2d_one_channel::backward_weights_scratch_bytes(shape);
  if (conv2d_wide::suits(shape)) return conv2d_wide::backward_scratch_bytes(queue, shape);
  if (conv2d_winograd::suits_backward_weights(shape))
    return conv2d_winograd::backward_weights_scratch_bytes(shape);
  if (conv2d_outer::suits(shape)) return conv2d_outer::scratch_bytes(shape);
  const auto& conv = prepared(queue, shape, Conv2dPass::kBackwardWeights);
  return shape.precision == Precision::kBfloat16
             ? partial_offset(conv) + num_weights(shape) * sizeof(Bfloat16)
             : conv.scratch_bytes();
}

template <typename T>
void forward(Queue& queue, const Conv2dShape& shape, const T* x, const T* w, const float* bias,
             float slope, T* y) {
  check_storage<T>(shape);
  if (conv2d_one_channel::suits(shape))
    return conv2d_one_channel::forward(queue, shape, x, w, bias, slope, y);
  if (conv2d_wide::suits(shape)) return conv2d_wide::forward(queue, shape, x, w, bias, slope, y);
  run_forward(queue, shape, x, w, bias, slope, y);
}

template <typename T>
void backward_data(Queue& queue, const Conv2dShape& shape, const T* w, const T* d_y, T* d_x) {
  check_storage<T>(shape);
  if (conv2d_one_channel::suits(shape))
    return conv2d_one_channel::backward_data(queue, shape, w, d_y, d_x);
  if (conv2d_wide::suits(shape)) return conv2d_wide::backward_data(queue, shape, w, d_y, d_x);
  run_backward_data(queue, shape, w, d_y, d_x);
}

template <typename T>
void backward_weights(Queue& queue, const Conv2dShape& shape, const T* x, const T* d_y,
                      float* d_w) {
  check_storage<T>(shape);
  if (conv2d_one_channel::suits(shape))
    return conv2d_one_channel::backward_weights(queue, shape, x, d_y, d_w);
  if (conv2d_wide::suits(shape)) return conv2d_wide::backward_weights(queue, shape, x, d_y, d_w);
  run_backward_weights(queue, shape, x, d_y, d_w);
}

template <typename T>
struct Kernels {
  DeviceKernel forward{"conv2d_forward", gpu::forward<T>};
  DeviceKernel backward_data{"conv2d_backward_data", gpu::backward_data<T>};
  DeviceKernel backward_weights{"conv2d_backward_weights", gpu::backward_weights<T>};
};
const Kernels<float> kInFloat;
const Kernels<Bfloat16> kInBfloat16;
const DeviceKernel kForwardScratch{"conv2d_forward_scratch_bytes", forward_scratch_bytes};
const DeviceKernel kBackwardDataScratch{"conv2d_backward_data_scratch_bytes",
                                        backward_data_scratch_bytes};
const DeviceKernel kBackwardWeightsScratch{"conv2d_backward_weights_scratch_bytes",
                                           backward_weights_scratch_bytes};

}  // namespace
}  // namespace cantus::gpu
