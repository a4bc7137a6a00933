#pragma once

#include <cstdint>
#include <vector>

#include "kernels/mel/filter_bank.h"

namespace cantus::reference {

// The bank as the matrix [num_bins, num_bands] that it represents.
inline std::vector<double> dense_filters(const FilterBank& bank) {
  const std::int64_t num_bands = bank.num_bands();
  std::vector<double> dense(bank.num_bins * num_bands, 0.0);
  for (std::int64_t b = 0; b < num_bands; ++b) {
    for (std::int64_t w = bank.offset[b]; w < bank.offset[b + 1]; ++w)
      dense[(bank.first_bin[b] + w - bank.offset[b]) * num_bands + b] = bank.weights[w];
  }
  return dense;
}

// The full matrix product.
template <typename T>
void mel_forward(const std::vector<double>& dense, std::int64_t num_bins, std::int64_t num_bands,
                 std::int64_t num_frames, const std::vector<T>& x, std::vector<T>& y) {
  for (std::int64_t f = 0; f < num_frames; ++f) {
    for (std::int64_t b = 0; b < num_bands; ++b) {
      T sum = 0;
      for (std::int64_t k = 0; k < num_bins; ++k)
        sum += x[f * num_bins + k] * static_cast<T>(dense[k * num_bands + b]);
      y[f * num_bands + b] = sum;
    }
  }
}

}  // namespace cantus::reference
