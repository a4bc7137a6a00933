#pragma once

#include "engine/layers/builder.h"
#include "engine/ops/frame_mean.h"
#include "engine/ops/glu.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/loss.h"
#include "engine/ops/max_pool.h"
#include "engine/ops/reshape.h"

namespace cantus::testing {

inline const Shape kSmallInput{3, 6, 8, 1};

// Every layer of the three networks once, made small. x [n, 6, 8, 1] -> logits [n, 2]
inline Value small_network(Builder& builder, Value x, float dropout = 0) {
  const BatchNormSettings plain{.epsilon = 1e-3f, .momentum = 0.9f};
  BatchNormSettings leaky = plain;
  leaky.slope = 0.1f;
  x = conv2d_layer(builder, "A.conv", x, {.num_channels = 6});  // [n, 4, 6, 6]
  x = batch_norm_layer(builder, "A.norm", x, leaky);
  x = conv2d_layer(builder, "B.conv", x, {.num_channels = 8, .padding = Padding::kSame});
  x = batch_norm_layer(builder, "B.norm", x, plain);
  x = glu(x);
  x = max_pool(x, {.window_f = 2, .stride_f = 2});  // [n, 4, 3, 4]
  x = dropout_layer(builder, x, dropout);
  x = reshape(x, {x.shape()[0], 4, 12});
  x = last_states(gru_layer(builder, "gru", x, 5, ResetGate::kBefore));
  x = leaky_relu(dense_layer(builder, "dense", x, {.num_units = 7}), 0);
  return dense_layer(builder, "output", x, {.num_units = 2});
}

// The small network in training, with its loss.
inline Graph small_training(FrozenLayers frozen = {}, float dropout = 0) {
  Graph graph;
  const Value x = graph.input("x", kSmallInput);
  const Value targets = graph.input("targets", {3, 2});
  Builder builder(graph, Mode::kTraining, std::move(frozen));
  graph.mark_output("loss", softmax_cross_entropy(small_network(builder, x, dropout), targets));
  return graph;
}

}  // namespace cantus::testing
