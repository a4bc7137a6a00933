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

}  // namespace cantus
