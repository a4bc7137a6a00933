#include "kernels/batch_norm/batch_norm.h"

#include <cmath>

#include "tests/cases/cases.h"
#include "tests/reference/batch_norm_reference.h"

namespace cantus::testing {
namespace {

struct Layer {
  std::int64_t rows, channels;
  BatchNormSettings settings;
  bool guided = false;
  bool full_size = false;

  BatchNormShape shape() const { return {rows, channels}; }
  RectifierRule rule() const { return guided ? RectifierRule::kGuided : RectifierRule::kPlain; }
  std::string name() const {
    std::string text = std::to_string(rows) + "x" + std::to_string(channels);
    if (settings.slope != 1) text += guided ? " guided" : " leaky";
    if (settings.running == RunningStatistic::kInverseDeviation) text += " inverse";
    return text;
  }
  double elements() const { return static_cast<double>(rows) * static_cast<double>(channels); }
};

// The inputs lie around `offset`, and the definition sums about it too: summed about zero, the
// plain formula would lose digits that no kernel may lose.
template <typename Stored = float>
KernelCase forward_case(const Layer& layer, double offset = 0) {
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    const T keep = layer.settings.momentum;
    const bool is_inverse = layer.settings.running == RunningStatistic::kInverseDeviation;
    std::vector<T> variance(layer.channels);
    auto centred = in[0];
    for (T& x : centred) x -= T(offset);
    reference::batch_norm_statistics(layer.rows, layer.channels, centred, out[1], variance);
    for (std::int64_t c = 0; c < layer.channels; ++c) {
      out[1][c] += T(offset);
      out[2][c] = T(1) / std::sqrt(variance[c] + T(layer.settings.epsilon));
      out[3][c] = keep * in[3][c] + (T(1) - keep) * out[1][c];
      const T spread = reference::batch_norm_spread(is_inverse, T(layer.settings.epsilon),
                                                    layer.rows, variance[c]);
      out[4][c] = keep * in[4][c] + (T(1) - keep) * spread;
    }
    reference::batch_norm_map(layer.rows, layer.channels, T(layer.settings.slope), in[0], in[1],
                              in[2], out[1], out[2], out[0]);
  };
  const std::int64_t c = layer.channels;
  return stored_as<Stored>(
      KernelCase{
          .name = "batch_norm_forward " + layer.name() + (offset != 0 ? " far from zero" : ""),
          .inputs = {uniform_values(layer.rows * c, 1, offset - 2, offset + 1), normal_values(c, 2),
                     normal_values(c, 3), normal_values(c, 4), uniform_values(c, 5, 0.5, 1.5)},
          .output_sizes = {layer.rows * c, c, c, c, c},
          .updated_outputs = {{3, 3}, {4, 4}},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                batch_norm_forward(queue, layer.shape(), layer.settings,
                                   in[0].template as<Stored>(), in[1].data(), in[2].data(),
                                   out[0].template as<Stored>(), out[1].data(), out[2].data(),
                                   out[3].data(), out[4].data());
              },
          .definition = definition,
          .bytes = 4.0 * 3 * layer.elements(),  // x must be read twice
          .flops = 7.0 * layer.elements(),
          .full_size = layer.full_size,
          .scratch_bytes =
              [=](Queue& queue) { return batch_norm_scratch_bytes(queue, layer.shape()); }},
      {0}, {0});
}

template <typename Stored = float>
KernelCase backward_case(const Layer& layer) {
  const std::int64_t c = layer.channels;
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    std::vector<T> d(in[0].size());
    reference::batch_norm_rectifier(layer.rows, c, T(layer.settings.slope),
                                    layer.guided && layer.settings.slope != 1, in[0], in[1], in[2],
                                    in[3], in[4], in[5], d);
    reference::batch_norm_backward(layer.rows, c, in[0], in[1], in[3], in[4], d, out[0], out[1],
                                   out[2]);
  };
  return stored_as<Stored>(
      KernelCase{.name = "batch_norm_backward " + layer.name(),
                 .inputs = {normal_values(layer.rows * c, 1), normal_values(c, 2),
                            normal_values(c, 3), normal_values(c, 4, 0.2),
                            uniform_values(c, 5, 0.5, 1.5), normal_values(layer.rows * c, 6)},
                 .output_sizes = {layer.rows * c, c, c},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       batch_norm_backward(queue, layer.shape(), layer.settings, layer.rule(),
                                           in[0].template as<Stored>(), in[1].data(), in[2].data(),
                                           in[3].data(), in[4].data(), in[5].template as<Stored>(),
                                           out[0].template as<Stored>(), out[1].data(),
                                           out[2].data());
                     },
                 .definition = definition,
                 .bytes = 4.0 * 5 * layer.elements(),  // x and d_y must be read twice
                 .flops = 14.0 * layer.elements(),
                 .full_size = layer.full_size,
                 .scratch_bytes =
                     [=](Queue& queue) { return batch_norm_scratch_bytes(queue, layer.shape()); }},
      {0, 5}, {0});
}

template <typename Stored = float>
KernelCase inference_case(const Layer& layer, bool backward) {
  const std::int64_t c = layer.channels;
  const auto definition = [=](const auto& in, auto& out) {
    using T = Scalar<decltype(in)>;
    std::vector<T> inv_std = in[4];
    if (layer.settings.running != RunningStatistic::kInverseDeviation)
      for (auto& v : inv_std) v = T(1) / std::sqrt(v + T(layer.settings.epsilon));
    const T slope = layer.settings.slope;
    if (!backward) {
      reference::batch_norm_map(layer.rows, c, slope, in[0], in[1], in[2], in[3], inv_std, out[0]);
      return;
    }
    reference::batch_norm_rectifier(layer.rows, c, slope, layer.guided && slope != T(1), in[0],
                                    in[1], in[2], in[3], inv_std, in[5], out[0]);
    for (std::int64_t i = 0; i < layer.rows * c; ++i) out[0][i] *= in[1][i % c] * inv_std[i % c];
  };
  return stored_as<Stored>(
      KernelCase{.name = (backward ? "batch_norm_inference_backward " : "batch_norm_inference ") +
                         layer.name(),
                 .inputs = {normal_values(layer.rows * c, 1), normal_values(c, 2),
                            normal_values(c, 3), normal_values(c, 4),
                            uniform_values(c, 5, 0.5, 1.5), normal_values(layer.rows * c, 6)},
                 .output_sizes = {layer.rows * c},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       if (backward)
                         batch_norm_inference_backward(queue, layer.shape(), layer.settings,
                                                       layer.rule(), in[0].template as<Stored>(),
                                                       in[1].data(), in[2].data(), in[3].data(),
                                                       in[4].data(), in[5].template as<Stored>(),
                                                       out[0].template as<Stored>());
                       else
                         batch_norm_inference(queue, layer.shape(), layer.settings,
                                              in[0].template as<Stored>(), in[1].data(),
                                              in[2].data(), in[3].data(), in[4].data(),
                                              out[0].template as<Stored>());
                     },
                 .definition = definition,
                 .bytes = 4.0 * (backward ? 3 : 2) * layer.elements(),
                 .flops = 4.0 * layer.elements(),
                 .full_size = layer.full_size,
                 .scratch_bytes =
                     [=](Queue& queue) { return batch_norm_scratch_bytes(queue, layer.shape()); }},
      {0, 5}, {0});
}

GradientCase gradient_case(const Layer& layer) {
  const std::int64_t c = layer.channels;
  const auto forward = [=](Queue& queue, const Arrays<double>& in, std::vector<double>& y,
                           std::vector<double>& mean, std::vector<double>& inv_std) {
    std::vector<double> running_mean(c), running_spread(c);
    queue.reserve_scratch(batch_norm_scratch_bytes(queue, layer.shape()));
    batch_norm_forward(queue, layer.shape(), layer.settings, in[0].data(), in[1].data(),
                       in[2].data(), y.data(), mean.data(), inv_std.data(), running_mean.data(),
                       running_spread.data());
  };
  return {.name = "batch_norm " + layer.name(),
          .inputs = {normal_values(layer.rows * c, 7), normal_values(c, 8), normal_values(c, 9)},
          .output_sizes = {layer.rows * c},
          .differentiable = {0, 1, 2},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                std::vector<double> mean(c), inv_std(c);
                forward(queue, in, out[0], mean, inv_std);
              },
          .backward =
              [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
                std::vector<double> y(in[0].size()), mean(c), inv_std(c);
                forward(queue, in, y, mean, inv_std);
                batch_norm_backward(queue, layer.shape(), layer.settings, RectifierRule::kPlain,
                                    in[0].data(), in[1].data(), in[2].data(), mean.data(),
                                    inv_std.data(), d_out[0].data(), d_in[0].data(), d_in[1].data(),
                                    d_in[2].data());
              }};
}

// Differentiates with the running statistics, which are constants: only x has a gradient.
GradientCase inference_gradient_case(const Layer& layer) {
  const std::int64_t c = layer.channels;
  const auto reserve = [=](Queue& queue) {
    queue.reserve_scratch(batch_norm_scratch_bytes(queue, layer.shape()));
  };
  return {.name = "batch_norm_inference " + layer.name(),
          .inputs = {normal_values(layer.rows * c, 7), normal_values(c, 8), normal_values(c, 9),
                     normal_values(c, 10), uniform_values(c, 11, 0.5, 1.5)},
          .output_sizes = {layer.rows * c},
          .differentiable = {0},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                reserve(queue);
                batch_norm_inference(queue, layer.shape(), layer.settings, in[0].data(),
                                     in[1].data(), in[2].data(), in[3].data(), in[4].data(),
                                     out[0].data());
              },
          .backward =
              [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
                reserve(queue);
                batch_norm_inference_backward(queue, layer.shape(), layer.settings,
                                              RectifierRule::kPlain, in[0].data(), in[1].data(),
                                              in[2].data(), in[3].data(), in[4].data(),
                                              d_out[0].data(), d_in[0].data());
              }};
}

}  // namespace

void add_batch_norm_cases(CaseList& list) {
  const BatchNormSettings keras{1e-3f, 0.99f, RunningStatistic::kUnbiasedVariance};
  const BatchNormSettings torch{1e-5f, 0.9f, RunningStatistic::kUnbiasedVariance, 0.01f};
  const BatchNormSettings lasagne{1e-4f, 0.9f, RunningStatistic::kInverseDeviation, 0.01f};
  for (const Layer& layer : {Layer{2, 1, keras},
                             {7, 5, torch},
                             {7, 5, lasagne, true},
                             {1100, 33, keras},
                             {1100, 33, lasagne},
                             {300, 64, torch},
                             {130, 128, lasagne, true}}) {
    list.kernels.push_back(forward_case(layer));
    list.kernels.push_back(backward_case(layer));
    list.kernels.push_back(inference_case(layer, false));
    list.kernels.push_back(inference_case(layer, true));
    list.kernels.push_back(forward_case<Bfloat16>(layer));
    list.kernels.push_back(backward_case<Bfloat16>(layer));
    list.kernels.push_back(inference_case<Bfloat16>(layer, false));
    list.kernels.push_back(inference_case<Bfloat16>(layer, true));
    // a leaky layer of many rows has some inputs at its kink, where there is no difference quotient
    if (!layer.guided && (layer.rows < 100 || layer.settings.slope == 1)) {
      list.gradients.push_back(gradient_case(layer));
      list.gradients.push_back(inference_gradient_case(layer));
    }
  }
  list.gradients.push_back(inference_gradient_case({7, 5, lasagne}));
  list.kernels.push_back(forward_case({1100, 33, keras}, 1000.0));
  // more rows than the threads of a GPU's largest grid
  list.kernels.push_back(forward_case({110000, 5, keras}));
  list.kernels.push_back(backward_case({110000, 5, keras}));
  // Hou 2020, L1, 64 blocks of 25 frames x 64 bands; Schlüter 2016, conv2, 32 excerpts
  for (const Layer& layer :
       {Layer{64 * 25 * 64, 128, keras, false, true}, {32 * 111 * 368, 32, lasagne, false, true}}) {
    list.kernels.push_back(forward_case(layer));
    list.kernels.push_back(backward_case(layer));
    list.kernels.push_back(inference_case(layer, false));
  }
}

}  // namespace cantus::testing
