#pragma once

#include <cstdint>
#include <vector>

namespace cantus::reference {

// c = op(a) op(b) by its definition, row-major, with the given row strides of the factors.
struct Gemm {
  std::int64_t m, n, k;
  bool transpose_a, transpose_b;
  std::int64_t lda, ldb;
};

template <typename T>
void gemm(const Gemm& s, const std::vector<T>& a, const std::vector<T>& b, std::vector<T>& c) {
  for (std::int64_t i = 0; i < s.m; ++i) {
    for (std::int64_t j = 0; j < s.n; ++j) {
      T sum = T(0);
      for (std::int64_t p = 0; p < s.k; ++p)
        sum += a[s.transpose_a ? p * s.lda + i : i * s.lda + p] *
               b[s.transpose_b ? j * s.ldb + p : p * s.ldb + j];
      c[i * s.n + j] = sum;
    }
  }
}

}  // namespace cantus::reference
