#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/gru/gru.h"

namespace cantus {

struct GruParameters {
  Value input_weight;      // [2, 3 units, inputs]: forward and backward direction
  Value recurrent_weight;  // [2, 3 units, units]
  Value bias;              // [2, 3 units]: one input bias a gate
};

// Bidirectional gated recurrent unit over time. x [n, t, inputs] -> [n, t, 2 units]: forward
// direction, then backward.
Value gru(Value x, const GruParameters& parameters, ResetGate reset,
          std::source_location where = std::source_location::current());

// The last state of each direction: forward after the last frame, backward after the first.
//   x [n, t, 2 units] -> [n, 2 units]
Value last_states(Value x, std::source_location where = std::source_location::current());

}  // namespace cantus
