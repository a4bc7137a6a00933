#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// Builds the mirrored line, then sums from its first weight to its last.
template <typename T>
std::vector<T> blurred_line(const std::vector<T>& line, double sigma) {
  const auto radius = static_cast<std::int64_t>(4 * sigma + 0.5);
  const auto n = static_cast<std::int64_t>(line.size());
  std::vector<T> mirrored;
  for (std::int64_t i = -radius; i < n + radius; ++i) {
    std::int64_t place = i;
    while (place < 0 || place >= n) place = place < 0 ? -1 - place : 2 * n - 1 - place;
    mirrored.push_back(line[place]);
  }
  double total = 0;
  for (std::int64_t k = -radius; k <= radius; ++k)
    total += std::exp(-static_cast<double>(k * k) / (2 * sigma * sigma));
  std::vector<T> blurred;
  for (std::int64_t i = 0; i < n; ++i) {
    T sum = 0;
    for (std::int64_t k = -radius; k <= radius; ++k)
      sum += static_cast<T>(std::exp(-static_cast<double>(k * k) / (2 * sigma * sigma)) / total) *
             mirrored[i + radius + k];
    blurred.push_back(sum);
  }
  return blurred;
}

}  // namespace cantus::reference
