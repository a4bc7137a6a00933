#pragma once

#include <cstdint>
#include <cstring>

// The innermost loop of the CPU's own matrix kernels.
namespace cantus {

template <typename T>
struct VectorOf {
  static constexpr int kBytes = 64;  // one AVX-512 register; the compiler splits it for less
  static constexpr int kSize = kBytes / static_cast<int>(sizeof(T));
  typedef T Type __attribute__((vector_size(kBytes)));
};

template <typename T>
using Vector = typename VectorOf<T>::Type;

template <typename T>
constexpr int kVectorSize = VectorOf<T>::kSize;

template <typename T>
inline Vector<T> load(const T* from) {
  Vector<T> v;
  std::memcpy(&v, from, sizeof v);
  return v;
}

template <typename T>
inline void store(T* to, Vector<T> v) {
  std::memcpy(to, &v, sizeof v);
}

// kRows x (kVectors * kVectorSize) sums, small enough for the registers.
template <typename T, int kRows, int kVectors>
struct Tile {
  Vector<T> sum[kRows][kVectors];

  [[gnu::always_inline]] void clear() {
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) sum[r][v] = Vector<T>{};
  }

  // sum[r][:] += sum_k a[r * a_row + k * a_step] * b[k * b_step + :]
  [[gnu::always_inline]] void multiply_add(std::int64_t depth, const T* a, std::int64_t a_row,
                                           std::int64_t a_step, const T* b, std::int64_t b_step) {
    for (std::int64_t k = 0; k < depth; ++k, a += a_step, b += b_step) {
      Vector<T> right[kVectors];
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) right[v] = load(b + v * kVectorSize<T>);
#pragma GCC unroll 16
      for (int r = 0; r < kRows; ++r) {
        const T left = a[r * a_row];
#pragma GCC unroll 16
        for (int v = 0; v < kVectors; ++v) sum[r][v] += left * right[v];
      }
    }
  }

  [[gnu::always_inline]] void store_to(T* c, std::int64_t c_row) const {
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) store(c + r * c_row + v * kVectorSize<T>, sum[r][v]);
  }

  [[gnu::always_inline]] void add_to(T* c, std::int64_t c_row) const {
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) {
        T* at = c + r * c_row + v * kVectorSize<T>;
        store<T>(at, load(at) + sum[r][v]);
      }
  }
};

}  // namespace cantus
