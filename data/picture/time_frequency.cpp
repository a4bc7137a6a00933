#include "data/picture/time_frequency.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/quantile.h"

namespace cantus {

TimeFrequency frames_over_time(const std::string& value_name, const FrontEnd& front_end,
                               std::int64_t num_frames, std::vector<float> values) {
  return {value_name,
          num_frames,
          front_end.num_bands(),
          std::move(values),
          band_centres_hz(front_end),
          front_end.frame_centre_s(0),
          1 / front_end.frames_per_second()};
}

Shading::Shading(const TimeFrequency& shown)
    : darkest_(quantile_of(shown.values, 0.05)),
      brightest_(quantile_of(shown.values, 0.998)),
      by_root_(shown.by_root) {
  is_flat_ = brightest_ - darkest_ <= 1e-4 * std::max(1.0, std::abs(darkest_));
}

double Shading::of(double value) const {
  if (is_flat_) return 0;
  const double share = std::clamp((value - darkest_) / (brightest_ - darkest_), 0.0, 1.0);
  return by_root_ ? std::sqrt(share) : share;
}

}  // namespace cantus
