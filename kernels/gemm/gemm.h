#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/precision.h"
#include "kernels/core/queue.h"

namespace cantus {

// A product of row-major matrices: op(a) is [m, k], op(b) is [k, n], c is [m, n] and dense.
struct GemmShape {
  std::int64_t m, n, k;
  bool transpose_a = false;  // a is stored [k, m]
  bool transpose_b = false;  // b is stored [n, k]
  std::int64_t lda = 0;      // distance of stored rows in elements; 0: dense
  std::int64_t ldb = 0;
  Precision precision = Precision::kFloat32;

  std::int64_t row_distance_a() const { return lda != 0 ? lda : transpose_a ? m : k; }
  std::int64_t row_distance_b() const { return ldb != 0 ? ldb : transpose_b ? k : n; }
};

// Scratch of gemm; makes ready what it needs. Errors: kUnavailable where the device does not
// compute at the precision (require_precision).
std::size_t gemm_scratch_bytes(Queue& queue, const GemmShape& shape);

// c = op(a) op(b). Where k is 0 the product is 0. Requires row distances of at least a row. Errors:
// kSoftware where the library refuses, or on a GPU where the precision is not that of the factors.
void gemm(Queue& queue, const GemmShape& shape, const float* a, const float* b, float* c);

// The same for factors in bfloat16, on a GPU only. The shape's precision is kBfloat16.
void gemm(Queue& queue, const GemmShape& shape, const Bfloat16* a, const Bfloat16* b, float* c);

}  // namespace cantus
