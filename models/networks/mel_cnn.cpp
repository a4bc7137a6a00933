#include "models/networks/mel_cnn.h"

#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"

namespace cantus {
namespace {

constexpr float kSlope = 0.01f;

struct Settings {
  std::int64_t num_frames = 115;
  std::int64_t num_bands = 80;
  float dropout = 0.2f;
};

Value convolve(Builder& builder, const std::string& layer, Value x, std::int64_t num_channels) {
  x = conv2d_layer(builder, layer + ".conv", x, {.num_channels = num_channels, .bias = true});
  return leaky_relu(x, kSlope);
}

Value connect(Builder& builder, const std::string& layer, Value x, std::int64_t num_units,
              const Settings& settings) {
  x = dropout_layer(builder, x, settings.dropout);
  x = dense_layer(builder, layer + ".dense", x, {.num_units = num_units});
  return leaky_relu(x, kSlope);
}

Value build(Builder& builder, Value x, const Settings& settings) {
  const MaxPoolOptions pool{.window_t = 3, .window_f = 3, .stride_t = 3, .stride_f = 3};
  x = max_pool(convolve(builder, "conv2", convolve(builder, "conv1", x, 64), 32), pool);
  x = max_pool(convolve(builder, "conv4", convolve(builder, "conv3", x, 128), 64), pool);
  x = connect(builder, "dense1", x, 256, settings);
  x = connect(builder, "dense2", x, 64, settings);
  x = dropout_layer(builder, x, settings.dropout);
  return dense_layer(builder, "output", x, {.num_units = 1});
}

}  // namespace

Network make_mel_cnn(const NetworkOptions& options) {
  Settings settings;
  if (options.num_frames > 0) settings.num_frames = options.num_frames;
  if (options.num_bands > 0) settings.num_bands = options.num_bands;
  if (options.dropout >= 0) settings.dropout = options.dropout;
  Network network;
  network.name = "mel_cnn";
  network.front_end = "ismir2015";
  network.num_frames = settings.num_frames;
  network.num_bands = settings.num_bands;
  network.least_frames = 25;
  network.head = Head::kSigmoid;
  network.layers = {"conv1", "conv2", "conv3", "conv4", "dense1", "dense2", "output"};
  network.options = {.num_frames = settings.num_frames,
                     .num_bands = settings.num_bands,
                     .dropout = settings.dropout};
  network.build = [settings](Builder& builder, Value x) { return build(builder, x, settings); };
  return network;
}

}  // namespace cantus
