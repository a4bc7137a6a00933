#include "kernels/conv2d/conv2d.h"

#include "tests/cases/cases.h"
#include "tests/reference/conv2d_reference.h"

namespace cantus::testing {
namespace {

struct Layer {
  const char* name;
  Conv2dShape shape;
  bool full_size = false;
  bool biased = false;
  float slope = 1.0f;
};

struct Sizes {
  explicit Sizes(const Conv2dShape& s)
      : x(s.n * s.t * s.f * s.c_in),
        w(s.c_out * s.k_t * s.k_f * s.c_in),
        y(s.n * s.out_t() * s.out_f() * s.c_out),
        flops(2.0 * y * s.k_t * s.k_f * s.c_in) {}
  std::int64_t x, w, y;
  double flops;
};

reference::Conv2d as_reference(const Conv2dShape& s) {
  return {s.n,
          s.t,
          s.f,
          s.c_in,
          s.c_out,
          s.k_t,
          s.k_f,
          s.padding == Padding::kSame,
          s.dilation_t,
          s.padding == Padding::kSameBands,
          s.padding == Padding::kFullFrames};
}

// These shapes may run as Winograd tiles. Their sums lose 1.4 times what plain sums lose (rms), so
// that a bound of twice the largest error would fail on a few in a hundred sets of inputs.
double times_plain_of(const Conv2dShape& s) {
  const bool may_be_tiled = s.k_t == 3 && s.k_f == 3 && s.c_in >= 8 && s.c_out >= 8;
  return may_be_tiled ? 3 : 2;
}

// The shape at the precision of the arrays.
template <typename Stored>
Conv2dShape shape_of(const Layer& layer) {
  Conv2dShape shape = layer.shape;
  if (std::is_same_v<Stored, Bfloat16>) shape.precision = Precision::kBfloat16;
  return shape;
}

template <typename Stored = float>
KernelCase forward_case(const Layer& layer) {
  const Conv2dShape s = shape_of<Stored>(layer);
  const Sizes size(s);
  const float slope = layer.slope;
  const bool biased = layer.biased;
  const auto definition = [=](const auto& in, auto& out) {
    reference::conv2d_forward(as_reference(s), in[0], in[1], in[2], slope, out[0]);
  };
  return stored_as<Stored>(
      KernelCase{.name = std::string("conv2d_forward ") + layer.name,
                 .inputs = {normal_values(size.x, 1), normal_values(size.w, 2),
                            normal_values(biased ? s.c_out : 0, 3)},
                 .output_sizes = {size.y},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       conv2d_forward(queue, s, in[0].template as<Stored>(),
                                      in[1].template as<Stored>(), biased ? in[2].data() : nullptr,
                                      slope, out[0].template as<Stored>());
                     },
                 .definition = definition,
                 .times_plain = times_plain_of(s),
                 .bytes = 4.0 * (size.x + size.w + size.y),
                 .flops = size.flops,
                 .full_size = layer.full_size,
                 .scratch_bytes =
                     [=](Queue& queue) { return conv2d_forward_scratch_bytes(queue, s, slope); }},
      {0, 1}, {0});
}

template <typename Stored = float>
KernelCase backward_data_case(const Layer& layer) {
  const Conv2dShape s = shape_of<Stored>(layer);
  const Sizes size(s);
  const auto definition = [=](const auto& in, auto& out) {
    reference::conv2d_backward_data(as_reference(s), in[0], in[1], out[0]);
  };
  return stored_as<Stored>(
      KernelCase{.name = std::string("conv2d_backward_data ") + layer.name,
                 .inputs = {normal_values(size.w, 1), normal_values(size.y, 2)},
                 .output_sizes = {size.x},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       conv2d_backward_data(queue, s, in[0].template as<Stored>(),
                                            in[1].template as<Stored>(),
                                            out[0].template as<Stored>());
                     },
                 .definition = definition,
                 .times_plain = times_plain_of(s),
                 .bytes = 4.0 * (size.x + size.w + size.y),
                 .flops = size.flops,
                 .full_size = layer.full_size,
                 .scratch_bytes =
                     [=](Queue& queue) { return conv2d_backward_data_scratch_bytes(queue, s); }},
      {0, 1}, {0});
}

template <typename Stored = float>
KernelCase backward_weights_case(const Layer& layer) {
  const Conv2dShape s = shape_of<Stored>(layer);
  const Sizes size(s);
  const auto definition = [=](const auto& in, auto& out) {
    reference::conv2d_backward_weights(as_reference(s), in[0], in[1], out[0]);
  };
  const bool is_tf32 = s.precision == Precision::kTf32;
  const auto values = [is_tf32](std::int64_t n, std::uint64_t seed) {
    return is_tf32 ? as_bfloat16(normal_values(n, seed)) : normal_values(n, seed);
  };
  return stored_as<Stored>(
      KernelCase{.name = std::string("conv2d_backward_weights ") + layer.name,
                 .inputs = {values(size.x, 1), values(size.y, 2)},
                 .output_sizes = {size.w},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       conv2d_backward_weights(queue, s, in[0].template as<Stored>(),
                                               in[1].template as<Stored>(), out[0].data());
                     },
                 .definition = definition,
                 .times_plain = times_plain_of(s),
                 .bytes = 4.0 * (size.x + size.w + size.y),
                 .flops = size.flops,
                 .gpu_only = is_tf32,
                 .full_size = layer.full_size,
                 .scratch_bytes =
                     [=](Queue& queue) { return conv2d_backward_weights_scratch_bytes(queue, s); }},
      {0, 1}, {});
}

// Weight gradients by our own tensor-core products, on factors that these need not round.
KernelCase tf32_case(Layer layer) {
  layer.shape.precision = Precision::kTf32;
  KernelCase kernel_case = backward_weights_case(layer);
  kernel_case.name += " tf32";
  return kernel_case;
}

// The library takes float only: the naive gradients, which the kernels are compared with, are
// themselves compared with differences of the naive forward pass.
GradientCase gradient_case(const char* name, const Conv2dShape& s) {
  const Sizes size(s);
  return {.name = std::string("conv2d ") + name,
          .inputs = {normal_values(size.x, 1), normal_values(size.w, 2)},
          .output_sizes = {size.y},
          .differentiable = {0, 1},
          .forward =
              [=](Queue&, const auto& in, auto& out) {
                reference::conv2d_forward(as_reference(s), in[0], in[1], {}, 1.0, out[0]);
              },
          .backward =
              [=](Queue&, const auto& in, const auto& d_out, auto& d_in) {
                reference::conv2d_backward_data(as_reference(s), in[1], d_out[0], d_in[0]);
                reference::conv2d_backward_weights(as_reference(s), in[0], d_out[0], d_in[1]);
              }};
}

constexpr auto kValid = Padding::kValid;
constexpr auto kSame = Padding::kSame;
constexpr auto kSameBands = Padding::kSameBands;
constexpr auto kFullFrames = Padding::kFullFrames;

const std::vector<Layer>& layers() {
  static const std::vector<Layer> all = {
      // n, t, f, c_in, c_out, k_t, k_f
      {"one value", {1, 1, 1, 1, 1, 1, 1}},
      {"odd channels", {2, 7, 9, 3, 5, 3, 3}},
      {"odd channels same", {2, 7, 9, 3, 5, 3, 3, kSame}},
      {"tall kernel biased", {2, 9, 6, 8, 16, 5, 3, kValid}, false, true},
      {"biased and rectified", {2, 8, 11, 16, 32, 3, 3, kValid}, false, true, 0.01f},
      {"dilated and rectified", {1, 12, 9, 16, 16, 3, 3, kValid, 3}, false, false, 0.01f},
      {"dilated same", {1, 9, 8, 4, 8, 3, 3, kSame, 2}},
      {"64 to 32", {1, 5, 19, 64, 32, 3, 3}},
      {"64 to 32 over 58 bands", {1, 21, 60, 64, 32, 3, 3}},
      {"64 to 64 over 110 bands same", {2, 3, 110, 64, 64, 3, 3, kSame}},
      {"32 to 32 over 58 bands same", {1, 3, 58, 32, 32, 3, 3, kSame}},
      // a GPU's own kernels, in floats: both tile shapes, full and partial, channels in odd chunks
      {"24 to 64 of 14 frames biased and rectified", {2, 16, 17, 24, 64, 3, 3}, false, true, 0.01f},
      {"32 to 32 of 27 frames dilated", {1, 31, 16, 32, 32, 3, 3, kValid, 2}},
      {"64 to 32 of 16 frames full frames", {2, 14, 15, 64, 32, 3, 3, kFullFrames}},
      {"32 to 64 over 60 same bands", {3, 6, 60, 32, 64, 3, 3, kSameBands}},
      {"8 to 64 over 60 bands dilated same", {1, 8, 60, 8, 64, 3, 3, kSame, 2}},
      {"32 to 128", {2, 6, 7, 32, 128, 3, 3}},
      {"64 to 128 same", {1, 4, 8, 64, 128, 3, 3, kSame}},
      {"one channel to 64", {2, 7, 21, 1, 64, 3, 3}},
      {"one channel to 64 biased and rectified", {2, 5, 18, 1, 64, 3, 3}, false, true, 0.01f},
      {"one channel to 128 same", {2, 5, 17, 1, 128, 3, 3, kSame}},
      {"one channel dilated", {1, 12, 20, 1, 64, 3, 3, kValid, 3}},
      // edges of a GPU's tiles: bands, frames, rows, and threads without a channel
      {"odd channels biased and rectified", {2, 7, 9, 3, 5, 3, 3}, false, true, 0.01f},
      {"one channel over 530 bands", {1, 4, 530, 1, 4, 3, 3}},
      {"one channel to 12 same", {2, 40, 9, 1, 12, 3, 3, kSame}},
      {"one channel in 1100 frames", {1, 1100, 4, 1, 8, 3, 3}},
      {"one channel dilated same", {1, 9, 20, 1, 16, 3, 3, kSame, 4}},
      // windows that add their own zeros in time, and taps that are separate products
      {"64 to 128 same bands", {5, 3, 4, 64, 128, 3, 3, kSameBands}},
      {"one channel to 128 same bands", {5, 3, 17, 1, 128, 3, 3, kSameBands}},
      {"16 to 24 same bands of one tap", {1, 7, 5, 16, 24, 1, 3, kSameBands}},
      // gradients of few rows, from all windows that reach them
      {"64 to 32 full frames", {5, 3, 19, 64, 32, 3, 3, kFullFrames}},
      {"odd channels full frames of an even kernel", {2, 1, 6, 3, 5, 4, 2, kFullFrames, 2}},
      {"one channel to 64 full frames", {3, 1, 37, 1, 64, 3, 3, kFullFrames}},
      {"wide full frames", {3, 2, 36, 16, 32, 3, 33, kFullFrames}},
      {"wide full frames dilated", {1, 2, 36, 16, 32, 3, 33, kFullFrames, 3}, false, true, 0.01f},
      // a dense layer over a song
      {"tall of one band dilated", {1, 40, 1, 16, 24, 11, 1, kValid, 3}},
      {"tall of one band rectified", {2, 12, 1, 5, 7, 5, 1}, false, true, 0.01f},
      // a CPU's own kernels: dilated frames, leftover bands, a leftover register of
      // channels; full groups of bands
      // and partial ones
      {"32 to 48 dilated biased and rectified",
       {2, 20, 47, 32, 48, 3, 3, kValid, 3},
       false,
       true,
       0.01f},
      {"wide in many frames", {8, 12, 36, 16, 32, 3, 33}},
      {"wide of 34 bands dilated", {6, 16, 37, 16, 32, 3, 34, kValid, 3}, false, true, 0.01f},
      {"wide in many full frames", {8, 7, 36, 16, 32, 3, 33, kFullFrames}},
      {"wide", {2, 6, 36, 16, 32, 3, 33}},
      {"wide biased and rectified", {1, 5, 35, 16, 32, 3, 33}, false, true, 0.01f},
      {"wide dilated", {1, 9, 35, 16, 32, 3, 33, kValid, 3}},
      // Schlueter 2016 on 115 x 372
      {"conv1", {8, 115, 372, 1, 64, 3, 3}, true},
      {"conv2", {8, 113, 370, 64, 32, 3, 3}, true},
      {"conv3", {8, 37, 122, 32, 128, 3, 3}, true},
      {"conv4", {8, 35, 120, 128, 64, 3, 3}, true},
      {"conv5", {8, 33, 118, 64, 128, 3, 115}, true},
      // Hou 2020
      {"L1", {64, 25, 64, 1, 128, 3, 3, kSame}, true},
      {"L2", {64, 25, 16, 64, 128, 3, 3, kSame}, true},
      {"L3", {64, 25, 4, 64, 128, 3, 3, kSame}, true},
  };
  return all;
}

}  // namespace

void add_conv2d_cases(CaseList& list) {
  for (const auto& layer : layers()) {
    list.kernels.push_back(forward_case(layer));
    list.kernels.push_back(backward_data_case(layer));
    list.kernels.push_back(backward_weights_case(layer));
    if (layer.shape.c_out == 32 && layer.shape.f >= 58) list.kernels.push_back(tf32_case(layer));
    if (layer.full_size) continue;
    list.kernels.push_back(forward_case<Bfloat16>(layer));
    // by cuDNN, and again after the bias and the rectifier
    list.kernels.back().is_stored_twice = layer.biased || layer.slope != 1;
    list.kernels.push_back(backward_data_case<Bfloat16>(layer));
    list.kernels.push_back(backward_weights_case<Bfloat16>(layer));
    list.kernels.back().rounded_outputs = {0};
  }
  list.gradients.push_back(gradient_case("valid", {2, 4, 5, 2, 3, 3, 3}));
  list.gradients.push_back(gradient_case("same", {1, 4, 5, 2, 3, 3, 3, kSame}));
  list.gradients.push_back(gradient_case("dilated", {1, 7, 5, 2, 2, 3, 3, kValid, 2}));
}

}  // namespace cantus::testing
