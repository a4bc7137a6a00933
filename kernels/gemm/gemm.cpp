#include "kernels/gemm/gemm.h"

#include <algorithm>
#include <dnnl.hpp>

#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

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
  // oneDNN takes neither products nor sums of nothing.
  if (s.m == 0 || s.n == 0 || s.k == 0) return void(std::fill_n(c, s.m * s.n, 0.0f));
  queue.lend_threads();
  const auto status =
      dnnl_sgemm(s.transpose_a ? 'T' : 'N', s.transpose_b ? 'T' : 'N', s.m, s.n, s.k, 1.0f, a,
                 s.row_distance_a(), b, s.row_distance_b(), 0.0f, c, s.n);
  CANTUS_REQUIRE(status == dnnl_success, "oneDNN refused a matrix product");
}

void gemm(Queue& queue, const GemmShape& s, const Bfloat16* a, const Bfloat16* b, float* c) {
  gpu_kernel<Product<Bfloat16>>(queue, "gemm", gemm)(queue, s, a, b, c);
}

}  // namespace cantus
