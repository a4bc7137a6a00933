#include "models/networks/glu_blocks.h"

#include "engine/ops/glu.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"

namespace cantus {

namespace {

constexpr std::int64_t kNumChannels = 64;  // behind the gate

// Keras of 2019, the toolkit of this lineage: unbiased variance in the running statistics.
BatchNormSettings batch_norm(const NetworkOptions& options) {
  return {.epsilon = 1e-3f,
          .momentum = options.batch_norm_momentum,
          .running = RunningStatistic::kUnbiasedVariance};
}

}  // namespace

NetworkOptions glu_options(const NetworkOptions& chosen) {
  return with_paper_values(
      chosen, {.num_frames = 25, .num_bands = 64, .dropout = 0.2f, .batch_norm_momentum = 0.99f});
}

Value glu_blocks(Builder& builder, Value x, const NetworkOptions& options,
                 std::source_location where) {
  for (const char* layer : {"L1", "L2", "L3"}) {
    const std::string name = layer;
    x = conv2d_layer(builder, name + ".conv", x,
                     {.num_channels = 2 * kNumChannels, .padding = Padding::kSame}, where);
    x = batch_norm_layer(builder, name + ".norm", x, batch_norm(options), where);
    x = glu(x, where);
    x = max_pool(x, {.window_f = 4, .stride_f = 4}, where);
    x = dropout_layer(builder, x, options.dropout, where);
  }
  return x;
}

Value two_class_head(Builder& builder, Value x, const NetworkOptions& options,
                     std::source_location where) {
  x = dense_layer(builder, "dense", x, {.num_units = kNumUnits}, where);
  x = leaky_relu(x, 0, where);
  x = dropout_layer(builder, x, options.dropout, where);
  return dense_layer(builder, "output", x, {.num_units = 2}, where);
}

}  // namespace cantus
