#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/philox.h"

namespace cantus::testing {

// White noise in [-1, 1), the same in every run: element i of the series given by seed and
// number.
inline float noise_at(std::uint64_t seed, std::uint32_t i, std::uint32_t series = 0) {
  return 2 * uniform_from(philox(seed, i, series, 0, 0).word[0]) - 1;
}

// The beginning of the seed's first series, scaled by `level`.
inline void fill_with_noise(std::span<float> values, std::uint64_t seed, float level = 1) {
  std::uint32_t i = 0;
  for (float& value : values) value = level * noise_at(seed, i++);
}

inline std::vector<float> noise(std::size_t n, std::uint64_t seed, float level = 1) {
  std::vector<float> values(n);
  fill_with_noise(values, seed, level);
  return values;
}

}  // namespace cantus::testing
