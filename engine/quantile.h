#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace cantus {

// The value that this part of the others stays below: 0 for the least, 1 for the greatest. 0 where
// there are none.
inline float quantile_of(std::vector<float> values, double part) {
  if (values.empty()) return 0;
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace cantus
