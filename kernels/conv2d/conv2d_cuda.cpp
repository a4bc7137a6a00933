#include <algorithm>
#include <type_traits>

#include "kernels/conv2d/conv2d_contracts.h"
#include "kernels/conv2d/conv2d_paths_cuda.h"
#include "kernels/conv2d/conv2d_plan_cuda.h"
#include "kernels/core/cuda_stream.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"

// Convolutions on a GPU: cuDNN's, except those of the first layer's single channel, of kernels over
// most of the bands, and of 3 x 3 kernels in plain floats, and their weight gradients in TF32. The
// activation is ours too: cuDNN's engines have no leaky rectifier.
namespace cantus::gpu {
namespace {

struct PreparedConv2d : Prepared {
  Conv2dPlan plan;
  std::vector<cudnn::Arguments> parts;

  PreparedConv2d(Conv2dPlan made) : plan(std::move(made)), parts(plan.num_parts) {}
  std::size_t scratch_bytes() const { return plan.workspace_bytes(); }
};

PreparedForShapes::Key key(const Conv2dShape& s, Conv2dPass pass) {
  return conv2d_key(pass, s, static_cast<std::int64_t>(s.precision));
}

PreparedConv2d& make_ready(Queue& queue, const Conv2dShape& s, Conv2dPass pass) {
  CudaStream& stream = cuda_stream(queue);
  return stream.prepared().make_ready<PreparedConv2d>(key(s, pass), [&] {
    stream.make_cudnn_ready();
    return std::make_unique<PreparedConv2d>(make_conv2d_plan(s, pass, {stream.cudnn(), nullptr}));
  });
}

PreparedConv2d& prepared(Queue& queue, const Conv2dShape& s, Conv2dPass pass) {
  return cuda_stream(queue).prepared().find<PreparedConv2d>(
      key(s, pass), [&] { return "cuDNN's convolution " + to_string(s); });
}

template <typename T>
void check_storage(const Conv2dShape& s) {
  CANTUS_REQUIRE((s.precision == Precision::kBfloat16) == (std::is_same_v<T, Bfloat16>),
                 "a convolution's precision is not that of its arrays");
}

// Of x, w and y, the one that is the output of the pass is written.
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

// The weight gradient in bfloat16 lies after the workspace, to be widened from there.
std::size_t partial_offset(const PreparedConv2d& conv) {
  return (conv.scratch_bytes() + 255) / 256 * 256;
}

std::int64_t num_weights(const Conv2dShape& s) { return s.c_out * s.k_t * s.k_f * s.c_in; }

template <typename T>
void cudnn_forward(Queue& queue, const Conv2dShape& s, const T* x, const T* w, const float* bias,
                   float slope, T* y) {
  run<T>(queue, s, Conv2dPass::kForward, x, w, y);
  if (bias != nullptr || slope != 1.0f)
    add_bias_and_rectify(queue, s.n * s.out_t() * s.out_f(), s.c_out, bias, slope, y);
}

template <typename T>
void cudnn_backward_data(Queue& queue, const Conv2dShape& s, const T* w, const T* d_y, T* d_x) {
  run<T>(queue, s, Conv2dPass::kBackwardData, d_x, w, d_y);
}

void cudnn_backward_weights(Queue& queue, const Conv2dShape& s, const float* x, const float* d_y,
                            float* d_w) {
  run<float>(queue, s, Conv2dPass::kBackwardWeights, x, d_w, d_y);
}

// Parts of the batch are added up in float.
void cudnn_backward_weights(Queue& queue, const Conv2dShape& s, const Bfloat16* x,
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

template <Conv2dPass kPass>
std::size_t cudnn_scratch(Queue& queue, const Conv2dShape& s) {
  return make_ready(queue, s, kPass).scratch_bytes();
}

std::size_t cudnn_scratch_beside_weights(Queue& queue, const Conv2dShape& s) {
  return partial_offset(make_ready(queue, s, Conv2dPass::kBackwardWeights)) +
         num_weights(s) * sizeof(Bfloat16);
}

bool suits_all(const Conv2dShape&) { return true; }
std::size_t no_scratch(Queue&, const Conv2dShape&) { return 0; }

// The scratch of a path that depends on the shape alone.
template <std::size_t (*scratch_bytes)(const Conv2dShape&)>
std::size_t scratch_of(Queue&, const Conv2dShape& s) {
  return scratch_bytes(s);
}

// A way to compute one pass.
template <class Run>
struct Path {
  bool (*suits)(const Conv2dShape&);
  std::size_t (*scratch_bytes)(Queue&, const Conv2dShape&);
  Run* run;
};

// The paths in order: the first that suits a shape is taken, and cuDNN suits every shape.
template <typename T>
struct Paths;

template <>
struct Paths<float> {
  static constexpr Path<Conv2dForward<float>> kForward[] = {
      {conv2d_one_channel::suits, no_scratch, conv2d_one_channel::forward},
      {conv2d_wide::suits, conv2d_wide::scratch_bytes, conv2d_wide::forward},
      {conv2d_winograd::suits_forward, scratch_of<conv2d_winograd::scratch_bytes>,
       conv2d_winograd::forward},
      {suits_all, cudnn_scratch<Conv2dPass::kForward>, cudnn_forward}};
  static constexpr Path<Conv2dBackwardData<float>> kBackwardData[] = {
      {conv2d_one_channel::suits, no_scratch, conv2d_one_channel::backward_data},
      {conv2d_wide::suits, conv2d_wide::scratch_bytes, conv2d_wide::backward_data},
      {conv2d_winograd::suits_backward_data, scratch_of<conv2d_winograd::scratch_bytes>,
       conv2d_winograd::backward_data},
      {suits_all, cudnn_scratch<Conv2dPass::kBackwardData>, cudnn_backward_data}};
  static constexpr Path<Conv2dBackwardWeights<float>> kBackwardWeights[] = {
      {conv2d_one_channel::suits, scratch_of<conv2d_one_channel::backward_weights_scratch_bytes>,
       conv2d_one_channel::backward_weights},
      {conv2d_wide::suits, conv2d_wide::scratch_bytes, conv2d_wide::backward_weights},
      {conv2d_winograd::suits_backward_weights,
       scratch_of<conv2d_winograd::backward_weights_scratch_bytes>,
       conv2d_winograd::backward_weights},
      {conv2d_outer::suits, scratch_of<conv2d_outer::scratch_bytes>,
       conv2d_outer::backward_weights},
      {suits_all, cudnn_scratch<Conv2dPass::kBackwardWeights>, cudnn_backward_weights}};
};

template <>
struct Paths<Bfloat16> {
  static constexpr Path<Conv2dForward<Bfloat16>> kForward[] = {
      {conv2d_one_channel::suits, no_scratch, conv2d_one_channel::forward},
      {conv2d_wide::suits, conv2d_wide::scratch_bytes, conv2d_wide::forward},
      {suits_all, cudnn_scratch<Conv2dPass::kForward>, cudnn_forward}};
  static constexpr Path<Conv2dBackwardData<Bfloat16>> kBackwardData[] = {
      {conv2d_one_channel::suits, no_scratch, conv2d_one_channel::backward_data},
      {conv2d_wide::suits, conv2d_wide::scratch_bytes, conv2d_wide::backward_data},
      {suits_all, cudnn_scratch<Conv2dPass::kBackwardData>, cudnn_backward_data}};
  static constexpr Path<Conv2dBackwardWeights<Bfloat16>> kBackwardWeights[] = {
      {conv2d_one_channel::suits, scratch_of<conv2d_one_channel::backward_weights_scratch_bytes>,
       conv2d_one_channel::backward_weights},
      {conv2d_wide::suits, conv2d_wide::scratch_bytes, conv2d_wide::backward_weights},
      {suits_all, cudnn_scratch_beside_weights, cudnn_backward_weights}};
};

template <class Run, std::size_t kCount>
const Path<Run>& first_that_suits(const Path<Run> (&paths)[kCount], const Conv2dShape& shape) {
  return *std::find_if(paths, paths + kCount - 1,
                       [&](const Path<Run>& path) { return path.suits(shape); });
}

template <typename T>
void forward(Queue& queue, const Conv2dShape& shape, const T* x, const T* w, const float* bias,
             float slope, T* y) {
  check_storage<T>(shape);
  first_that_suits(Paths<T>::kForward, shape).run(queue, shape, x, w, bias, slope, y);
}

template <typename T>
void backward_data(Queue& queue, const Conv2dShape& shape, const T* w, const T* d_y, T* d_x) {
  check_storage<T>(shape);
  first_that_suits(Paths<T>::kBackwardData, shape).run(queue, shape, w, d_y, d_x);
}

template <typename T>
void backward_weights(Queue& queue, const Conv2dShape& shape, const T* x, const T* d_y,
                      float* d_w) {
  check_storage<T>(shape);
  first_that_suits(Paths<T>::kBackwardWeights, shape).run(queue, shape, x, d_y, d_w);
}

// The scratch of the path that `choose` takes among those of the shape's storage.
template <class Choose>
std::size_t scratch_bytes(Queue& queue, const Conv2dShape& shape, const Choose& choose) {
  if (shape.precision == Precision::kBfloat16)
    return choose(Paths<Bfloat16>()).scratch_bytes(queue, shape);
  return choose(Paths<float>()).scratch_bytes(queue, shape);
}

std::size_t forward_scratch_bytes(Queue& queue, const Conv2dShape& shape, float) {
  return scratch_bytes(
      queue,
      shape, [&](auto paths) -> const auto& { return first_that_suits(paths.kForward, shape); });
}

std::size_t backward_data_scratch_bytes(Queue& queue, const Conv2dShape& shape) {
  return scratch_bytes(
      queue, shape, [&](auto paths) -> const auto& {
        return first_that_suits(paths.kBackwardData, shape);
      });
}

std::size_t backward_weights_scratch_bytes(Queue& queue, const Conv2dShape& shape) {
  return scratch_bytes(
      queue, shape, [&](auto paths) -> const auto& {
        return first_that_suits(paths.kBackwardWeights, shape);
      });
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
