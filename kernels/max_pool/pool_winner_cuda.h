#pragma once

#include <cstdint>

#include "kernels/core/channel_pack_cuda.h"

namespace cantus::gpu {

// The largest value of a window so far, for a pack of channels, and which value it was: the first
// among equals; NaN wins over every number. Values come in the window's order.
template <int kWidth>
struct PoolWinner {
  Pack<float, kWidth> value = {};
  Pack<std::uint8_t, kWidth> number = {};

  template <typename T>
  __device__ void take(int rival_number, const Pack<T, kWidth>& rival) {
    for (int i = 0; i < kWidth; ++i) {
      const float v = rival.at[i];
      const float best = value.at[i];
      if (rival_number == 0 || v > best || (v != v && best == best)) {
        value.at[i] = v;
        number.at[i] = static_cast<std::uint8_t>(rival_number);
      }
    }
  }

  // `index` may be null.
  template <typename T>
  __device__ void store(std::int64_t place, T* y, std::uint8_t* index) const {
    Pack<T, kWidth> stored;
    for (int i = 0; i < kWidth; ++i) stored.at[i] = T(value.at[i]);
    store_pack(y + place, stored);
    if (index != nullptr) store_pack(index + place, number);
  }
};

}  // namespace cantus::gpu
