#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/reference/fft_reference.h"

namespace cantus::reference {

// Magnitudes by the definition, with the given window.
template <typename T>
void stft_magnitude(const std::vector<double>& window, std::int64_t hop, std::int64_t num_bins,
                    const std::vector<T>& samples, std::vector<T>& magnitudes) {
  const auto n = static_cast<std::int64_t>(window.size());
  const auto num_samples = static_cast<std::int64_t>(samples.size());
  std::vector<T> frame(n);
  std::vector<T> spectrum(n + 2);
  std::int64_t row = 0;
  for (std::int64_t start = 0; start + n <= num_samples; start += hop, ++row) {
    for (std::int64_t i = 0; i < n; ++i) frame[i] = samples[start + i] * static_cast<T>(window[i]);
    fft_forward<T>(1, n, frame, spectrum);
    for (std::int64_t k = 0; k < num_bins; ++k) {
      const T re = spectrum[2 * k];
      const T im = spectrum[2 * k + 1];
      magnitudes[row * num_bins + k] = std::sqrt(re * re + im * im);
    }
  }
}

}  // namespace cantus::reference
