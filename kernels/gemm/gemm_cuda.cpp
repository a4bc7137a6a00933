#include "kernels/gemm/gemm_cuda.h"

#include <type_traits>

#include "kernels/core/cuda_stream.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"

namespace cantus::gpu {
namespace {

cublasOperation_t operation(bool transpose) { return transpose ? CUBLAS_OP_T : CUBLAS_OP_N; }

// Plain float32 says that no tensor core rounds a factor, whatever the handle or the environment
// allow. Products of bfloat16 are exact in float32.
cublasComputeType_t compute_type(Precision precision) {
  switch (precision) {
    case Precision::kTf32:
      return CUBLAS_COMPUTE_32F_FAST_TF32;
    case Precision::kBfloat16:
      return CUBLAS_COMPUTE_32F;
    default:
      return CUBLAS_COMPUTE_32F_PEDANTIC;
  }
}

// cuBLAS counts rows where we count columns: c^T = op(b)^T op(a)^T, and a row-major matrix read by
// columns is its own transpose. So the factors change places and nothing else.
template <typename T, typename Out>
void multiply(Queue& queue, const GemmShape& s, const T* a, const T* b, Out* c) {
  constexpr bool kIsBfloat16 = std::is_same_v<T, Bfloat16>;
  constexpr auto kFactors = kIsBfloat16 ? CUDA_R_16BF : CUDA_R_32F;
  constexpr auto kProducts = std::is_same_v<Out, Bfloat16> ? CUDA_R_16BF : CUDA_R_32F;
  CANTUS_REQUIRE((s.precision == Precision::kBfloat16) == kIsBfloat16,
                 "a product's precision is not that of its factors");
  if (s.m == 0 || s.n == 0) return;  // cuBLAS may refuse rows of nothing, and null
  CudaStream& stream = cuda_stream(queue);
  if (s.k == 0) {  // a sum of nothing, of which cuBLAS says nothing
    CANTUS_CUDA(cudaMemsetAsync(c, 0, s.m * s.n * sizeof(Out), stream.stream()));
    return;
  }
  const float one = 1.0f;
  const float zero = 0.0f;
  CANTUS_CUBLAS(cublasGemmEx_64(stream.cublas(), operation(s.transpose_b), operation(s.transpose_a),
                                s.n, s.m, s.k, &one, b, kFactors, s.row_distance_b(), a, kFactors,
                                s.row_distance_a(), &zero, c, kProducts, s.n,
                                compute_type(s.precision), CUBLAS_GEMM_DEFAULT));
}

}  // namespace

std::size_t gemm_scratch_bytes(Queue& queue, const GemmShape&) {
  cuda_stream(queue).make_cublas_ready();
  return 0;
}

void gemm(Queue& queue, const GemmShape& s, const float* a, const float* b, float* c) {
  multiply(queue, s, a, b, c);
}
void gemm(Queue& queue, const GemmShape& s, const Bfloat16* a, const Bfloat16* b, float* c) {
  multiply(queue, s, a, b, c);
}
void gemm(Queue& queue, const GemmShape& s, const Bfloat16* a, const Bfloat16* b, Bfloat16* c) {
  multiply(queue, s, a, b, c);
}

namespace {
const DeviceKernel kGemm{"gemm", multiply<float, float>};
const DeviceKernel kGemmOfBfloat16{"gemm", multiply<Bfloat16, float>};
const DeviceKernel kGemmScratchBytes{"gemm_scratch_bytes", gemm_scratch_bytes};
}  // namespace

}  // namespace cantus::gpu
