#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/mel/filter_bank.h"

namespace cantus {

// A filter bank where a kernel can read it: on the queue's device.
struct FilterBankView {
  std::int64_t num_bins;
  std::int64_t num_bands;
  const std::int32_t* first_bin;  // [num_bands]
  const std::int32_t* offset;     // [num_bands + 1]
  const float* weights;           // [offset[num_bands]]
};

inline FilterBankView view_of(const FilterBank& bank) {
  return {bank.num_bins, bank.num_bands(), bank.first_bin.data(), bank.offset.data(),
          bank.weights.data()};
}

// Bytes of the queue's scratch that mel_forward uses.
std::size_t mel_scratch_bytes(const Queue& queue, std::int64_t num_bins, std::int64_t num_bands);

// y[f, b] = sum_k weight[b, k] x[f, first_bin[b] + k].
//   x [num_frames, num_bins], y [num_frames, num_bands]
void mel_forward(Queue& queue, const FilterBankView& bank, std::int64_t num_frames, const float* x,
                 float* y);

}  // namespace cantus
