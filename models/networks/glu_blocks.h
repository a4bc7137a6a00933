#pragma once

#include <source_location>

#include "engine/layers/builder.h"
#include "models/networks/network.h"

namespace cantus {

// What Hou 2020's two networks share. The paper gives layer counts and Table 1's parameter counts;
// the sizes here are the ones that meet every count.
constexpr std::int64_t kNumUnits = 64;  // of the dense layer, and of each direction of the GRU

// 25 frames, 0.5 s at 50 a second, by 64 bands.
NetworkOptions glu_options(const NetworkOptions& chosen);

// L1, L2, L3: convolution 3x3 `same` into 2c channels, batch norm, GLU, max-pool over four bands,
// dropout. x [n, t, f, 1] -> [n, t, f / 64, c], c = 64
Value glu_blocks(Builder& builder, Value x, const NetworkOptions& options,
                 std::source_location where = std::source_location::current());

// Dense layer with a rectifier, dropout behind it, and two logits. x [n, ...] -> [n, 2]
Value two_class_head(Builder& builder, Value x, const NetworkOptions& options,
                     std::source_location where = std::source_location::current());

}  // namespace cantus
