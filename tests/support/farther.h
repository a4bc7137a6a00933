#pragma once

#include <algorithm>
#include <cmath>

namespace cantus::testing {

// The greater of two distances. NaN, as in memory that nobody wrote, counts as infinitely
// far.
inline double farther(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? INFINITY : std::max(a, b);
}

}  // namespace cantus::testing
