#include "models/networks/networks.h"

#include "engine/ops/max_pool.h"

namespace cantus {
namespace {

// Lasagne, the paper's toolkit, keeps a running mean of the inverse deviation itself.
BatchNormSettings batch_norm(const NetworkOptions& options) {
  return {.epsilon = 1e-4f,
          .momentum = options.batch_norm_momentum,
          .running = RunningStatistic::kInverseDeviation,
          .slope = 0.01f};
}

Value convolve(Builder& builder, const std::string& layer, Value x, std::int64_t num_channels,
               std::int64_t k_f, const NetworkOptions& options) {
  x = conv2d_layer(
      builder, layer + ".conv", x,
      {.num_channels = num_channels, .k_t = 3, .k_f = k_f, .init = WeightInit::kOrthogonal});
  return batch_norm_layer(builder, layer + ".norm", x, batch_norm(options));
}

Value connect(Builder& builder, const std::string& layer, Value x, std::int64_t num_units,
              const NetworkOptions& options) {
  x = dropout_layer(builder, x, options.dropout);
  x = dense_layer(builder, layer + ".dense", x,
                  {.num_units = num_units, .bias = false, .init = WeightInit::kOrthogonal});
  return batch_norm_layer(builder, layer + ".norm", x, batch_norm(options));
}

Value build(Builder& builder, Value x, const NetworkOptions& options) {
  x = convolve(builder, "conv1", x, 64, 3, options);
  x = convolve(builder, "conv2", x, 32, 3, options);
  x = max_pool(x, {.window_t = 3, .window_f = 3, .stride_t = 3, .stride_f = 3});
  x = convolve(builder, "conv3", x, 128, 3, options);
  x = convolve(builder, "conv4", x, 64, 3, options);
  x = convolve(builder, "conv5", x, 128, x.shape()[2] - 3, options);
  x = max_pool(x, {.window_f = 4, .stride_f = 4});
  x = connect(builder, "dense1", x, 256, options);
  x = connect(builder, "dense2", x, 64, options);
  x = dropout_layer(builder, x, options.dropout);
  if (options.has_attention && builder.mode() == Mode::kTraining) {
    builder.graph().mark_output(
        "attention",
        dense_layer(builder, "attention", x, {.num_units = 1, .init = WeightInit::kOrthogonal}));
  }
  return dense_layer(builder, "output", x, {.num_units = 1, .init = WeightInit::kOrthogonal});
}

}  // namespace

Network make_spectrogram_cnn(const NetworkOptions& chosen) {
  NetworkOptions options = with_paper_values(
      chosen, {.num_frames = 115, .num_bands = 372, .dropout = 0.5f, .batch_norm_momentum = 0.9f});
  options.has_attention = chosen.has_attention;
  Network network = unbuilt_network("spectrogram_cnn", "schlueter2016", options);
  network.least_frames = 25;
  network.output = Output::kSigmoid;
  network.ends = SongEnds::kSilent;
  network.layers = {"conv1", "conv2", "conv3", "conv4", "conv5", "dense1", "dense2", "output"};
  network.optimizer = {.kind = OptimizerSettings::Kind::kNesterov,
                       .learning_rate = 0.01f,
                       .decay = 0.85f,
                       .momentum = 0.95f};
  network.build = [options](Builder& builder, Value x) { return build(builder, x, options); };
  return network;
}

}  // namespace cantus
