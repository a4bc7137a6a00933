#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/shared_columns/shared_columns.h"

namespace cantus {

// The windows of `num_taps` columns that a layer sees which reaches `num_taps / 2` columns further
// than the layers before it; see the kernel. With one tap and an unshared `to` (every column a row
// of its own) they are the excerpts themselves.
//   x [from.num_rows(), 1, f, c] -> [to.num_rows(), num_taps, f, c]
Value gather_columns(Value x, const SharedColumns& from, const SharedColumns& to,
                     std::int32_t num_taps,
                     std::source_location where = std::source_location::current());

// A convolution with three taps in time, as the sum of each column's products with each tap; see
// the kernel.
//   x [from.num_rows(), 1, f, 3 c], bias [c] or none -> [to.num_rows(), 1, f, c]
Value sum_taps(Value x, Value bias, const SharedColumns& from, const SharedColumns& to,
               std::source_location where = std::source_location::current());

// A convolution's weights, rearranged for one with k_t = 1 that gives each tap's products.
//   weight [c_out, k_t, k_f, c_in] -> [k_t c_out, 1, k_f, c_in]
Value split_taps(Value weight, std::source_location where = std::source_location::current());

}  // namespace cantus
