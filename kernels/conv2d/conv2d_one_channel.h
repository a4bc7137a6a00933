#pragma once

#include <cstdint>

namespace cantus::conv2d_one_channel {

constexpr std::int64_t kTaps = 3;  // in time and in frequency

// to [taps, c_out] from w [c_out, taps].
inline void transpose_weights(std::int64_t c_out, const float* w, float* to) {
  for (std::int64_t o = 0; o < c_out; ++o)
    for (std::int64_t tap = 0; tap < kTaps * kTaps; ++tap)
      to[tap * c_out + o] = w[o * kTaps * kTaps + tap];
}

}  // namespace cantus::conv2d_one_channel
