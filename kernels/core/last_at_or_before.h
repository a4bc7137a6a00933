#pragma once

#include <cstdint>

#include "kernels/core/body.h"

namespace cantus {

// Which of `count` parts, laid end to end, holds `place`: the last that begins there or before, so
// that parts of nothing, such as songs too short for an excerpt, hold none.
//   begins [count], ascending, the first not behind `place`
CANTUS_BODY std::int64_t last_at_or_before(std::int64_t place, std::int64_t count,
                                           const std::int64_t* begins) {
  std::int64_t low = 0;
  std::int64_t high = count;
  while (high - low > 1) {
    const std::int64_t middle = (low + high) / 2;
    if (begins[middle] <= place)
      low = middle;
    else
      high = middle;
  }
  return low;
}

}  // namespace cantus
