#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"

#include <algorithm>
#include <cmath>

#include "tests/cases/cases.h"
#include "tests/reference/conv2d_batch_norm_reference.h"

namespace cantus::testing {
namespace {

constexpr BatchNormSettings kKeras{1e-3f, 0.99f, RunningStatistic::kUnbiasedVariance};
constexpr BatchNormSettings kTorch{1e-5f, 0.9f, RunningStatistic::kUnbiasedVariance, 0.0f};
constexpr BatchNormSettings kLasagne{1e-4f, 0.9f, RunningStatistic::kInverseDeviation, 0.01f};

struct Layer {
  const char* name;
  Conv2dShape shape;
  BatchNormSettings settings = kLasagne;
  bool full_size = false;
  double offset = 0;  // of all x, for cases without padding: the layer subtracts it again

  std::int64_t size_x() const { return shape.n * shape.t * shape.f; }
  std::int64_t size_w() const { return shape.c_out * 9; }
  std::int64_t size_y() const { return num_positions() * shape.c_out; }
  std::int64_t num_positions() const { return shape.n * shape.out_t() * shape.out_f(); }
  reference::Conv2d as_reference() const {
    const auto& s = shape;
    return {s.n, s.t, s.f, 1, s.c_out, 3, 3, s.padding == Padding::kSame, s.dilation_t};
  }
  std::int64_t kept_bytes() const {
    return static_cast<std::int64_t>(conv2d_batch_norm_kept_bytes(shape));
  }
  std::size_t scratch_bytes(Queue& queue) const {
    return conv2d_batch_norm_scratch_bytes(queue, shape);
  }
};

// x minus the layer's offset. With the offset, the plain formula would lose all its digits, and the
// kernels would be allowed to lose as many.
template <typename T>
std::vector<T> centred(const Layer& layer, std::vector<T> x) {
  for (T& v : x) v -= T(layer.offset);
  return x;
}

template <typename Stored = float>
KernelCase forward_case(const Layer& layer, Values x, Values w) {
  const std::int64_t c = layer.shape.c_out;
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    const reference::Conv2dBatchNorm<T> found(layer.as_reference(), layer.settings.epsilon,
                                              centred(layer, in[0]), in[1]);
    found.forward(T(layer.settings.slope), in[2], in[3], out[0]);
    const T keep = layer.settings.momentum;
    const bool is_inverse = layer.settings.running == RunningStatistic::kInverseDeviation;
    for (std::int64_t k = 0; k < c; ++k) {
      T mean = found.mean[k];
      for (int tap = 0; tap < 9; ++tap) mean += in[1][k * 9 + tap] * T(layer.offset);
      out[1][k] = keep * in[4][k] + (T(1) - keep) * mean;
      const T spread = reference::batch_norm_spread(is_inverse, T(layer.settings.epsilon),
                                                    found.rows, found.variance[k]);
      out[2][k] = keep * in[5][k] + (T(1) - keep) * spread;
    }
  };
  return stored_as<Stored>(
      KernelCase{.name = std::string("conv2d_batch_norm_forward ") + layer.name,
                 .inputs = {std::move(x), std::move(w), normal_values(c, 3), normal_values(c, 4),
                            normal_values(c, 5), uniform_values(c, 6, 0.5, 1.5)},
                 .output_sizes = {layer.size_y(), c, c},
                 .updated_outputs = {{1, 4}, {2, 5}},
                 .kernel =
                     [=](Queue& queue, const DeviceArrays& in, DeviceArrays& out) {
                       conv2d_batch_norm_forward(queue, layer.shape, layer.settings, in[0].data(),
                                                 in[1].data(), in[2].data(), in[3].data(),
                                                 out[0].as<Stored>(), out[3].bytes(), out[1].data(),
                                                 out[2].data());
                     },
                 .definition = definition,
                 .bytes = 4.0 * 2 * layer.size_x() +
                          sizeof(Stored) * layer.size_y(),  // statistics come first
                 .flops = 108.0 * layer.num_positions() + 20.0 * layer.size_y(),
                 .workspace_sizes = {layer.kept_bytes() / 4},
                 .full_size = layer.full_size,
                 .scratch_bytes = [=](Queue& queue) { return layer.scratch_bytes(queue); }},
      {}, {0});
}

template <typename Stored = float>
KernelCase backward_case(const Layer& layer, Values x, Values w) {
  const std::int64_t c = layer.shape.c_out;
  const KernelCase forward = forward_case(layer, x, w);
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    const auto x = centred(layer, in[0]);
    reference::Conv2dBatchNorm<T>(layer.as_reference(), layer.settings.epsilon, x, in[1])
        .backward(T(layer.settings.slope), x, in[2], in[3], in[4], out[0], out[1], out[2]);
  };
  return stored_as<Stored>(
      KernelCase{.name = std::string("conv2d_batch_norm_backward ") + layer.name,
                 .inputs = {std::move(x), std::move(w), normal_values(c, 3), normal_values(c, 4),
                            normal_values(layer.size_y(), 5)},
                 .output_sizes = {layer.size_w(), c, c},
                 .kernel_with_tables = [=](Queue& of_kept) -> KernelCase::Kernel {
                   return [=, kept = kept_by(of_kept, forward)](
                              Queue& queue, const DeviceArrays& in, DeviceArrays& out) {
                     conv2d_batch_norm_backward(queue, layer.shape, layer.settings, in[0].data(),
                                                in[1].data(), in[2].data(), kept->bytes(),
                                                in[4].as<Stored>(), out[0].data(), out[1].data(),
                                                out[2].data());
                   };
                 },
                 .definition = definition,
                 .bytes = 4.0 * layer.size_x() + sizeof(Stored) * layer.size_y(),
                 .flops = 40.0 * layer.size_y(),
                 .full_size = layer.full_size,
                 .scratch_bytes = [=](Queue& queue) { return layer.scratch_bytes(queue); }},
      {4}, {});
}

void add_both(CaseList& list, const Layer& layer, const Values& x, const Values& w) {
  list.kernels.push_back(forward_case(layer, x, w));
  list.kernels.push_back(backward_case(layer, x, w));
  list.kernels.push_back(forward_case<Bfloat16>(layer, x, w));
  list.kernels.push_back(backward_case<Bfloat16>(layer, x, w));
}

GradientCase gradient_case(const Layer& layer) {
  const std::int64_t c = layer.shape.c_out;
  const auto forward = [=](Queue& queue, const Arrays<double>& in, std::vector<double>& y) {
    std::vector<std::uint8_t> kept(layer.kept_bytes());
    std::vector<double> running(2 * c);
    queue.reserve_scratch(layer.scratch_bytes(queue));
    conv2d_batch_norm_forward(queue, layer.shape, layer.settings, in[0].data(), in[1].data(),
                              in[2].data(), in[3].data(), y.data(), kept.data(), running.data(),
                              running.data() + c);
    return kept;
  };
  return {.name = std::string("conv2d_batch_norm ") + layer.name,
          .inputs = {normal_values(layer.size_x(), 1), normal_values(layer.size_w(), 2),
                     normal_values(c, 3), normal_values(c, 4)},
          .output_sizes = {layer.size_y()},
          .differentiable = {1, 2, 3},
          .forward = [=](Queue& queue, const auto& in, auto& out) { forward(queue, in, out[0]); },
          .backward =
              [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
                std::vector<double> y(layer.size_y());
                const auto kept = forward(queue, in, y);
                conv2d_batch_norm_backward(queue, layer.shape, layer.settings, in[0].data(),
                                           in[1].data(), in[2].data(), kept.data(), d_out[0].data(),
                                           d_in[0].data(), d_in[1].data(), d_in[2].data());
              }};
}

// Samples of very different levels and little variation within, for kernels that take differences:
// the covariance of the patches is ten million times the output's variance.
Values loud_and_even(const Layer& layer) {
  const auto noise = normal_values(layer.size_x(), 1, 0.01).get();
  std::vector<double> x = normal_values(layer.shape.n, 2, 30.0);
  std::vector<double> values;
  for (std::size_t i = 0; i < noise.size(); ++i)
    values.push_back(static_cast<float>(x[i / (layer.shape.t * layer.shape.f)] + noise[i]));
  return values;
}

Values differences(const Layer& layer) {
  std::vector<double> w = uniform_values(layer.size_w(), 3, -8, 8);
  for (std::size_t i = 0; i < w.size(); i += 9) {
    double rest = 0;
    for (int tap = 0; tap < 8; ++tap) rest += w[i + tap] = std::round(w[i + tap]);
    w[i + 8] = -rest;
  }
  return w;
}

double largest_magnitude(const std::vector<double>& values) {
  double largest = 0;
  for (const double v : values) largest = std::max(largest, std::abs(v));
  return largest;
}

// The largest of the terms d_y w x inv_std whose sum is d_gamma.
double largest_term_of_d_gamma(const Layer& layer, const std::vector<double>& x,
                               const std::vector<double>& w) {
  const reference::Conv2dBatchNorm<double> found(layer.as_reference(), layer.settings.epsilon, x,
                                                 w);
  std::vector<double> scaled = w;
  for (std::size_t i = 0; i < w.size(); ++i) scaled[i] *= found.inv_std[i / 9];
  return largest_magnitude(scaled) * largest_magnitude(x) *
         largest_magnitude(normal_values(layer.size_y(), 5));
}

constexpr auto kValid = Padding::kValid;
constexpr auto kSame = Padding::kSame;

}  // namespace

void add_conv2d_batch_norm_cases(CaseList& list) {
  const std::vector<Layer> layers = {
      // n, t, f, c_in, c_out, k_t, k_f
      {"to 16", {1, 4, 5, 1, 16, 3, 3}, kKeras},
      {"to 64 leaky inverse", {2, 7, 21, 1, 64, 3, 3}},
      {"to 128 same rectified", {2, 5, 17, 1, 128, 3, 3, kSame}, kTorch},
      {"to 80 dilated leaky inverse", {1, 12, 20, 1, 80, 3, 3, kValid, 3}},
      {"to 48 dilated same leaky inverse", {1, 9, 20, 1, 48, 3, 3, kSame, 4}},
      // edges of a GPU's tiles: bands, frames, channels
      {"to 16 over 530 bands", {1, 4, 530, 1, 16, 3, 3}},
      {"to 64 over 701 bands", {1, 5, 703, 1, 64, 3, 3}},
      {"to 32 in 1100 frames", {1, 1100, 4, 1, 32, 3, 3}},
      {"to 1024", {1, 5, 6, 1, 1024, 3, 3}},
      // Schlueter 2016, conv1, 32 excerpts
      {"conv1", {32, 115, 372, 1, 64, 3, 3}, kLasagne, true},
  };
  for (const Layer& layer : layers)
    add_both(list, layer, normal_values(layer.size_x(), 1), normal_values(layer.size_w(), 2));
  const Layer far{"far from zero", {2, 7, 21, 1, 64, 3, 3}, kLasagne, false, 1000};
  add_both(list, far, uniform_values(far.size_x(), 1, 998, 1001), normal_values(far.size_w(), 2));
  const Layer even{"differences of loud and even", {4, 9, 12, 1, 64, 3, 3}};
  const Values loud = loud_and_even(even);
  const Values small = differences(even);
  add_both(list, even, loud, small);
  // The samples' levels cancel in d_gamma only after the summation. A GPU's threads sum some dozens
  // of terms in float and reach twice the largest term on the way.
  for (auto c = list.kernels.end() - 4; c != list.kernels.end(); ++c)
    if (c->name.find("backward") != std::string::npos)
      c->largest_terms[1] = 2 * largest_term_of_d_gamma(even, loud, small);

  list.gradients.push_back(gradient_case({"plain", {1, 4, 5, 1, 16, 3, 3}, kKeras}));
  list.gradients.push_back(gradient_case({"leaky", {1, 5, 4, 1, 16, 3, 3}}));
  list.gradients.push_back(
      gradient_case({"rectified same", {1, 4, 3, 1, 32, 3, 3, kSame}, kTorch}));
  list.gradients.push_back(gradient_case({"dilated", {1, 7, 5, 1, 48, 3, 3, kValid, 2}, kKeras}));
}

}  // namespace cantus::testing
