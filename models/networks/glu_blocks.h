#pragma once

#include <source_location>

#include "engine/layers/builder.h"
#include "models/networks/network.h"

namespace cantus {

// What Hou 2020's two networks share. The paper gives layer counts and Table 1's parameter counts;
// the sizes here are the ones that meet every count.
struct GluSettings {
  std::int64_t num_frames = 25;  // 0.5 s at 50 frames a second
  std::int64_t num_bands = 64;
  std::int64_t num_channels = 64;  // after the gate
  std::int64_t num_units = 64;     // dense layer, and each direction of the GRU
  float dropout = 0.2f;
  BatchNormSettings batch_norm;
  ResetGate reset = ResetGate::kBefore;
};

GluSettings glu_settings(const NetworkOptions& options);

// The options that give these settings, every one with its value.
NetworkOptions written_out(const GluSettings& settings);

// L1, L2, L3: convolution 3x3 `same` into 2c channels, batch norm, GLU, max-pool over four bands,
// dropout. x [n, t, f, 1] -> [n, t, f / 64, c]
Value glu_blocks(Builder& builder, Value x, const GluSettings& settings,
                 std::source_location where = std::source_location::current());

// Dense layer with a rectifier, dropout before it, and two logits. x [n, ...] -> [n, 2]
Value two_class_head(Builder& builder, Value x, const GluSettings& settings,
                     std::source_location where = std::source_location::current());

}  // namespace cantus
