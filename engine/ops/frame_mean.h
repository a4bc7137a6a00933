#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// The mean of frames first to end - 1. x [n, t, c] -> [n, c]
Value frame_mean(Value x, std::int64_t first, std::int64_t end,
                 std::source_location where = std::source_location::current());

}  // namespace cantus
