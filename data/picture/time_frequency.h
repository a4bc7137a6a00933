#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/frontend/front_end.h"

namespace cantus {

// Values over time and frequency: a spectrogram, a saliency map. Frame k is centred at
// first_frame_s + k * frame_period_s.
struct TimeFrequency {
  std::string value_name;            // what the numbers are: "log magnitude"
  std::int64_t num_frames = 0;       // > 0
  std::int64_t num_bins = 0;         // > 0
  std::vector<float> values;         // [num_frames, num_bins], finite
  std::vector<double> frequency_hz;  // [num_bins], rising: the centre of each bin or band
  double first_frame_s = 0;
  double frame_period_s = 0;  // > 0
  bool by_root = false;       // shaded by the square root of values; see Shading
};

// Values of a front end's frames, from the first frame on. values [num_frames, num_bands]
TimeFrequency frames_over_time(const std::string& value_name, const FrontEnd& front_end,
                               std::int64_t num_frames, std::vector<float> values);

// How dark or bright each value is drawn. The darkest is the 5th percentile, the brightest the
// 99.8th: one click in the recording must not darken the whole song. Between them the shade is
// linear in the value or, so that many small values show beside few great ones (magnitudes), in the
// square root of the value above the darkest. Values that differ only by rounding, as in digital
// silence, give one dark surface.
class Shading {
 public:
  Shading() = default;
  explicit Shading(const TimeFrequency& shown);

  double darkest() const { return darkest_; }
  // The darkest value where all values are equal.
  double brightest() const { return is_flat_ ? darkest_ : brightest_; }
  // The shade in [0, 1], for heat_color().
  double of(double value) const;

 private:
  double darkest_ = 0, brightest_ = 0;
  bool is_flat_ = true, by_root_ = false;
};

}  // namespace cantus
