#include "data/picture/quantile.h"

#include <algorithm>
#include <cstddef>

namespace cantus {

float quantile_of(std::vector<float> values, double part) {
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace cantus
