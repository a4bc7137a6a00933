#include "models/networks/glu_blocks.h"

#include "engine/ops/glu.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"

namespace cantus {

GluSettings glu_settings(const NetworkOptions& options) {
  GluSettings settings;
  // Keras of 2019, the toolkit of this lineage: unbiased variance in the running statistics.
  settings.batch_norm = {
      .epsilon = 1e-3f, .momentum = 0.99f, .running = RunningStatistic::kUnbiasedVariance};
  if (options.num_frames > 0) settings.num_frames = options.num_frames;
  if (options.num_bands > 0) settings.num_bands = options.num_bands;
  if (options.dropout >= 0) settings.dropout = options.dropout;
  if (options.batch_norm_momentum >= 0) settings.batch_norm.momentum = options.batch_norm_momentum;
  settings.reset = options.reset;
  return settings;
}

NetworkOptions written_out(const GluSettings& settings) {
  return {.num_frames = settings.num_frames,
          .num_bands = settings.num_bands,
          .dropout = settings.dropout,
          .batch_norm_momentum = settings.batch_norm.momentum,
          .reset = settings.reset};
}

Value glu_blocks(Builder& builder, Value x, const GluSettings& settings,
                 std::source_location where) {
  for (const char* layer : {"L1", "L2", "L3"}) {
    const std::string name = layer;
    x = conv2d_layer(builder, name + ".conv", x,
                     {.num_channels = 2 * settings.num_channels, .padding = Padding::kSame}, where);
    x = batch_norm_layer(builder, name + ".norm", x, settings.batch_norm, where);
    x = glu(x, where);
    x = max_pool(x, {.window_f = 4, .stride_f = 4}, where);
    x = dropout_layer(builder, x, settings.dropout, where);
  }
  return x;
}

Value two_class_head(Builder& builder, Value x, const GluSettings& settings,
                     std::source_location where) {
  x = dense_layer(builder, "dense", x, {.num_units = settings.num_units}, where);
  x = leaky_relu(x, 0, where);
  x = dropout_layer(builder, x, settings.dropout, where);
  return dense_layer(builder, "output", x, {.num_units = 2}, where);
}

}  // namespace cantus
