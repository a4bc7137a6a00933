#pragma once

#include <vector>

namespace cantus {

// One channel of sound: samples nominally in [-1, 1].
struct Audio {
  int sample_rate = 0;  // Hz
  std::vector<float> samples;

  double duration_s() const {
    return sample_rate > 0 ? static_cast<double>(samples.size()) / sample_rate : 0.0;
  }
};

}  // namespace cantus
