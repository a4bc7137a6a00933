#pragma once

#include "kernels/gemm/gemm.h"

namespace cantus {

// The distances of stored rows, those told and those of dense matrices.
struct GemmStrides {
  std::int64_t a, b, c;

  explicit GemmStrides(const GemmShape& s)
      : a(s.lda != 0 ? s.lda : (s.transpose_a ? s.m : s.k)),
        b(s.ldb != 0 ? s.ldb : (s.transpose_b ? s.k : s.n)),
        c(s.ldc != 0 ? s.ldc : s.n) {}
};

}  // namespace cantus
