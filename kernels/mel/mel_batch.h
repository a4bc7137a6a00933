#pragma once

#include "kernels/core/lanes.h"
#include "kernels/mel/mel.h"

namespace cantus {

// The filters on one batch of kLanes frames, for kernels of the CPU that fuse them with the
// spectrum: bins [num_bins], bands [num_bands].
inline void mel_batch(const FilterBankView& bank, const Lanes* bins, Lanes* bands) {
  for (std::int64_t b = 0; b < bank.num_bands; ++b) {
    Lanes sum = {};
    const Lanes* bin = bins + bank.first_bin[b];
    for (std::int32_t w = bank.offset[b]; w < bank.offset[b + 1]; ++w)
      sum += *bin++ * bank.weights[w];
    bands[b] = sum;
  }
}

}  // namespace cantus
