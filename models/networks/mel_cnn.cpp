#include "models/networks/networks.h"

#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"

namespace cantus {
namespace {

constexpr float kSlope = 0.01f;

Value convolve(Builder& builder, const std::string& layer, Value x, std::int64_t num_channels) {
  x = conv2d_layer(builder, layer + ".conv", x, {.num_channels = num_channels, .bias = true});
  return leaky_relu(x, kSlope);
}

Value connect(Builder& builder, const std::string& layer, Value x, std::int64_t num_units,
              const NetworkOptions& options) {
  x = dropout_layer(builder, x, options.dropout);
  x = dense_layer(builder, layer + ".dense", x, {.num_units = num_units});
  return leaky_relu(x, kSlope);
}

Value build(Builder& builder, Value x, const NetworkOptions& options) {
  const MaxPoolOptions pool{.window_t = 3, .window_f = 3, .stride_t = 3, .stride_f = 3};
  x = max_pool(convolve(builder, "conv2", convolve(builder, "conv1", x, 64), 32), pool);
  x = max_pool(convolve(builder, "conv4", convolve(builder, "conv3", x, 128), 64), pool);
  x = connect(builder, "dense1", x, 256, options);
  x = connect(builder, "dense2", x, 64, options);
  x = dropout_layer(builder, x, options.dropout);
  return dense_layer(builder, "output", x, {.num_units = 1});
}

}  // namespace

Network make_mel_cnn(const NetworkOptions& chosen) {
  const NetworkOptions options =
      with_paper_values(chosen, {.num_frames = 115, .num_bands = 80, .dropout = 0.2f});
  Network network = unbuilt_network("mel_cnn", "ismir2015", options);
  network.least_frames = 25;
  network.output = Output::kSigmoid;
  network.layers = {"conv1", "conv2", "conv3", "conv4", "dense1", "dense2", "output"};
  network.build = [options](Builder& builder, Value x) { return build(builder, x, options); };
  return network;
}

}  // namespace cantus
