#include "data/picture/time_frequency.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/core/quantile.h"

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

Shading::Shading(const std::vector<float>& values)
    : darkest_(quantile_of(values, 0.05)), brightest_(quantile_of(values, 0.998)) {
  is_flat_ = brightest_ - darkest_ <= 1e-4 * std::max(1.0, std::abs(darkest_));
}

double Shading::of(double value) const {
  return is_flat_ ? 0 : std::clamp((value - darkest_) / (brightest_ - darkest_), 0.0, 1.0);
}

}  // namespace cantus
