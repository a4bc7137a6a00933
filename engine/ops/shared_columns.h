#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/shared_columns/shared_columns.h"

namespace cantus {

// The windows of columns that a layer sees which goes `num_taps / 2` columns further than those
// before it; see the kernel. One tap and all of an excerpt's columns as rows of their own: the
// excerpts themselves.
//   x [from.num_rows(), 1, f, c] -> [to.num_rows(), num_taps, f, c]
Value gather_columns(Value x, const SharedColumns& from, const SharedColumns& to,
                     std::int32_t num_taps,
                     std::source_location where = std::source_location::current());

// A convolution of three taps in time, from the products of each column with each tap; see the
// kernel.
//   x [from.num_rows(), 1, f, 3 c], bias [c] or none -> [to.num_rows(), 1, f, c]
Value sum_taps(Value x, Value bias, const SharedColumns& from, const SharedColumns& to,
               std::source_location where = std::source_location::current());

// A convolution's weights as those of one without extent in time that gives each tap's products.
//   weight [c_out, k_t, k_f, c_in] -> [k_t c_out, 1, k_f, c_in]
Value split_taps(Value weight, std::source_location where = std::source_location::current());

}  // namespace cantus
