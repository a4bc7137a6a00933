#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace cantus {

// Rounds a sample to the nearest of the 65,536 steps of 16 bits and clips it at full scale.
inline std::int16_t pcm16(float sample) {
  return static_cast<std::int16_t>(std::lrint(std::clamp(sample * 32768.0f, -32768.0f, 32767.0f)));
}

}  // namespace cantus
