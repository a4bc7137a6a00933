#pragma once

#include <cstdint>
#include <string>

#include "kernels/core/error.h"
#include "kernels/core/gpu.h"
#include "kernels/core/pack.h"

namespace cantus::gpu {

// Neighbouring channels of one row, moved in one access.
template <int kWidth, typename T>
__device__ inline Pack<T, kWidth> load_pack(const T* from) {
  return *reinterpret_cast<const Pack<T, kWidth>*>(from);
}

template <typename T, int kWidth>
__device__ inline void store_pack(T* to, const Pack<T, kWidth>& pack) {
  *reinterpret_cast<Pack<T, kWidth>*>(to) = pack;
}

// A pack read element by element, as its alignment is unknown: parameters of channels, or the row
// that sums are taken about. Each thread reads them only once.
template <int kWidth, typename T>
__device__ inline Pack<float, kWidth> gather_pack(const T* from) {
  Pack<float, kWidth> pack;
  for (int i = 0; i < kWidth; ++i) pack.at[i] = from[i];
  return pack;
}

// Whether rows of num_channels values can be moved in packs of kWidth in all these arrays. Packs
// are of four in either storage type where a thread keeps parameters, sums or winners of its
// channels: the registers have no room for eight.
template <int kWidth = 4, typename... T>
bool packs_fit(std::int64_t num_channels, const T*... arrays) {
  return num_channels % kWidth == 0 &&
         ((reinterpret_cast<std::uintptr_t>(arrays) % (kWidth * sizeof(T)) == 0) && ...);
}

// For kernels that have no path for narrower packs: throws if rows of an array straddle packs.
template <int kWidth, typename... T>
void require_packs(std::int64_t num_channels, const T*... arrays) {
  CANTUS_REQUIRE(packs_fit<kWidth>(num_channels, arrays...), "an array lies across the packs of " +
                                                                 std::to_string(kWidth) +
                                                                 " channels in which it is moved");
}

}  // namespace cantus::gpu
