#pragma once

#include <algorithm>
#include <cmath>

namespace cantus::testing {

// The greater of two distances. What is no number, of memory that nobody wrote, lies infinitely
// far.
inline double farther(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? INFINITY : std::max(a, b);
}

}  // namespace cantus::testing
