#include "data/picture/time_frequency.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/quantile.h"

namespace cantus {

Shading::Shading(const std::vector<float>& values)
    : darkest_(quantile_of(values, 0.05)), brightest_(quantile_of(values, 0.998)) {
  is_flat_ = brightest_ - darkest_ <= 1e-4 * std::max(1.0, std::abs(darkest_));
}

double Shading::of(double value) const {
  return is_flat_ ? 0 : std::clamp((value - darkest_) / (brightest_ - darkest_), 0.0, 1.0);
}

}  // namespace cantus
