#pragma once

#include "kernels/core/gpu.h"
#include "kernels/mel/mel.h"

namespace cantus::gpu {

// One band of one frame, for kernels of the GPU: bins [num_bins].
__device__ inline float mel_band(const FilterBankView& bank, const float* bins, int band) {
  const float* bin = bins + bank.first_bin[band];
  float sum = 0.0f;
  for (std::int32_t w = bank.offset[band]; w < bank.offset[band + 1]; ++w)
    sum += *bin++ * bank.weights[w];
  return sum;
}

}  // namespace cantus::gpu
