#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/max_pool/max_pool.h"

namespace cantus {

struct MaxPoolOptions {
  std::int64_t window_t = 1;
  std::int64_t window_f = 1;
  std::int64_t stride_t = 1;
  std::int64_t stride_f = 1;
  std::int64_t dilation_t = 1;
};

// Maximum over a window of time and frequency; the first of equal maxima wins. No padding.
//   x [n, t, f, c] -> [n, t', f', c]
Value max_pool(Value x, const MaxPoolOptions& options,
               std::source_location where = std::source_location::current());

}  // namespace cantus
