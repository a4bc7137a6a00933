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
  bool by_root = false;       // how it is shaded
};

// Frames of a front end, from its first on.  values [num_frames, num_bands]
TimeFrequency frames_over_time(const std::string& value_name, const FrontEnd& front_end,
                               std::int64_t num_frames, std::vector<float> values);

// How dark or bright each value is drawn. The darkest is the 5th percentile, the brightest the
// 99.8th: one click in the recording must not darken the whole song. Between them shades go by the
// value or, so that many small values show beside few great ones (magnitudes), by the root of what
// it is over the darkest. Values that differ by rounding alone, as digital silence has them, are
// one dark surface.
class Shading {
 public:
  Shading() = default;
  explicit Shading(const TimeFrequency& shown);

  double darkest() const { return darkest_; }
  // The darkest where all are one.
  double brightest() const { return is_flat_ ? darkest_ : brightest_; }
  // In [0, 1], as heat_color() has it.
  double of(double value) const;

 private:
  double darkest_ = 0, brightest_ = 0;
  bool is_flat_ = true, by_root_ = false;
};

}  // namespace cantus
