#pragma once

#include "engine/op.h"

namespace cantus {

// Whether an inference op makes each column (frame) of its output from the same column of its input
// alone, so that it does not matter whose excerpt the column is in.
bool is_by_column(const Op& op);

}  // namespace cantus
