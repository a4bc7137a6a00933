#include "kernels/gemm/gemm.h"

#include <dnnl.hpp>

#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::int64_t or_dense(std::int64_t stride, std::int64_t dense) {
  return stride == 0 ? dense : stride;
}

template <typename T>
using Product = void(Queue&, const GemmShape&, const T*, const T*, float*);

}  // namespace

// dnnl_sgemm chooses its blocking at each call: nothing to prepare, nothing to keep.
std::size_t gemm_scratch_bytes(Queue& queue, const GemmShape& s) {
  if (const auto run = device_kernel(queue, "gemm_scratch_bytes", gemm_scratch_bytes))
    return run(queue, s);
  require_precision(queue.device(), s.precision);
  return 0;
}

void gemm(Queue& queue, const GemmShape& s, const float* a, const float* b, float* c) {
  if (const auto run = device_kernel<Product<float>>(queue, "gemm", gemm))
    return run(queue, s, a, b, c);
  const auto lda = or_dense(s.lda, s.transpose_a ? s.m : s.k);
  const auto ldb = or_dense(s.ldb, s.transpose_b ? s.k : s.n);
  const auto ldc = or_dense(s.ldc, s.n);
  const auto status = dnnl_sgemm(s.transpose_a ? 'T' : 'N', s.transpose_b ? 'T' : 'N', s.m, s.n,
                                 s.k, 1.0f, a, lda, b, ldb, s.accumulate ? 1.0f : 0.0f, c, ldc);
  CANTUS_REQUIRE(status == dnnl_success, "oneDNN refused a matrix product");
}

void gemm(Queue& queue, const GemmShape& s, const Bfloat16* a, const Bfloat16* b, float* c) {
  gpu_kernel<Product<Bfloat16>>(queue, "gemm", gemm)(queue, s, a, b, c);
}

}  // namespace cantus
