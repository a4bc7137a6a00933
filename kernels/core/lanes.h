#pragma once

#include <cstdint>
#include <cstring>

// Frames side by side: the unit in which the signal kernels of the CPU compute. One vector register
// holds the same point of several frames, so that no operation ever mixes two lanes.
namespace cantus {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
#elif defined(__AVX__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

inline Lanes load_lanes(const float* from) {
  Lanes v;
  std::memcpy(&v, from, sizeof v);
  return v;
}

// The first `count` of kLanes values; zeros behind them.
inline Lanes load_lanes(const float* from, std::int64_t count) {
  Lanes v = {};
  std::memcpy(&v, from, count * sizeof(float));
  return v;
}

inline void store_lanes(float* to, Lanes v) { std::memcpy(to, &v, sizeof v); }

inline void store_lanes(float* to, Lanes v, std::int64_t count) {
  std::memcpy(to, &v, count * sizeof(float));
}

inline Lanes interleave_low(Lanes a, Lanes b) {
#if defined(__AVX512F__)
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
#elif defined(__AVX__)
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
#else
  return __builtin_shufflevector(a, b, 0, 4, 1, 5);
#endif
}

inline Lanes interleave_high(Lanes a, Lanes b) {
#if defined(__AVX512F__)
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                 31);
#elif defined(__AVX__)
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#else
  return __builtin_shufflevector(a, b, 2, 6, 3, 7);
#endif
}

// Transposes kLanes x kLanes values in registers: log2(kLanes) rounds in which the two halves of
// the list of rows are interleaved element by element.
inline void transpose(Lanes (&rows)[kLanes]) {
#pragma GCC unroll 4
  for (int width = 1; width < kLanes; width *= 2) {
    Lanes next[kLanes];
#pragma GCC unroll 8
    for (int i = 0; i < kLanes / 2; ++i) {
      next[2 * i] = interleave_low(rows[i], rows[i + kLanes / 2]);
      next[2 * i + 1] = interleave_high(rows[i], rows[i + kLanes / 2]);
    }
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; ++i) rows[i] = next[i];
  }
}

}  // namespace cantus
