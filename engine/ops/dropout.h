#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// Inverted dropout: zeroes a share `rate` of the elements and scales the rest. The mask depends on
// the seed, `layer`, the sample's index among all samples, the step and the element only.
Value dropout(Value x, float rate, std::uint32_t layer,
              std::source_location where = std::source_location::current());

}  // namespace cantus
