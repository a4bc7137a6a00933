#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/conv2d/conv2d.h"

namespace cantus {

// A dense layer over excerpts that begin one row after another in a stretch: column j of excerpt e
// is the stretch's row e + j dilation_t. The excerpts are never laid out one by one.
struct SlidingLinearOptions {
  std::int64_t num_excerpts = 1;
  std::int64_t num_columns = 1;  // of an excerpt
  std::int64_t dilation_t = 1;
  Precision precision = Precision::kFloat32;
};

//   x [1, at least num_excerpts + (num_columns - 1) dilation_t, f, c],
//   weight [units, num_columns f c] -> [num_excerpts, units]
Value sliding_linear(Value x, Value weight, const SlidingLinearOptions& options,
                     std::source_location where = std::source_location::current());

}  // namespace cantus
