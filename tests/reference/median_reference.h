#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// Sorts every window anew.
template <typename T>
void running_median(std::int64_t window, const std::vector<T>& x, std::vector<T>& y) {
  const auto n = static_cast<std::int64_t>(x.size());
  for (std::int64_t i = 0; i < n; ++i) {
    std::vector<T> values;
    for (std::int64_t j = i - window / 2; j < i - window / 2 + window; ++j)
      values.push_back(x[std::min(std::max<std::int64_t>(j, 0), n - 1)]);
    std::sort(values.begin(), values.end());
    y[i] = values[window / 2];
  }
}

}  // namespace cantus::reference
