#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace cantus {

// The value below which the fraction `part` of the values lies: 0 gives the least, 1 the greatest.
// 0 if there are no values.
inline float quantile_of(std::vector<float> values, double part) {
  if (values.empty()) return 0;
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace cantus
