#include "models/detection/digital_silence.h"

#include <algorithm>
#include <cmath>

namespace cantus {
namespace {

// In standardized features: a frame this near digital silence is below any recording's noise.
constexpr float kTolerance = 1e-3f;

}  // namespace

bool is_digital_silence(std::span<const float> frame, std::span<const float> silence) {
  for (std::size_t band = 0; band < frame.size(); ++band)
    if (std::fabs(frame[band] - silence[band]) > kTolerance) return false;
  return true;
}

void quiet_digital_silence(std::span<const float> features, std::span<const float> silence,
                           std::span<float> said) {
  const std::size_t num_frames = features.size() / silence.size();
  if (num_frames == 0) return;
  const std::size_t width = said.size() / num_frames;
  for (std::size_t k = 0; k < num_frames; ++k)
    if (is_digital_silence(features.subspan(k * silence.size(), silence.size()), silence))
      std::ranges::fill(said.subspan(k * width, width), 0.0f);
}

}  // namespace cantus
