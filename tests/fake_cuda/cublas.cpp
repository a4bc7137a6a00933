#include <cublas_v2.h>
#include <cuda_bf16.h>

#include <algorithm>

#include <fake_cuda/streams.h>

#include "tests/fake_cuda/products.h"
#include "tests/fake_cuda/tensor_cores.h"

// cuBLAS as its manual describes it: matrices are column-major, setting a stream drops the caller's
// workspace, and a product on a stream that captures may not allocate. cuBLAS may sum in parts of
// the output's type unless that is disallowed; this stand-in always does.
struct cublasContext {
  cudaStream_t stream = nullptr;
  bool has_workspace = false;
  bool reduces_in_output_type = true;
};

namespace {

struct Matrix {
  const void* values;
  cudaDataType type;
  std::int64_t ld;
  bool transposed;
  bool rounded;

  float at(std::int64_t row, std::int64_t column) const {
    const std::int64_t place = transposed ? row * ld + column : column * ld + row;
    if (type == CUDA_R_16BF) return static_cast<const __nv_bfloat16*>(values)[place];
    const float value = static_cast<const float*>(values)[place];
    return rounded ? fake_cuda::as_tf32(value) : value;
  }
};

// Splits the sum over k into num_parts parts and rounds the sum of each to T.
template <typename T>
void multiply(std::int64_t m, std::int64_t n, std::int64_t k, int num_parts, float alpha,
              const Matrix& a, const Matrix& b, float beta, T* c, std::int64_t ldc) {
  for (std::int64_t column = 0; column < n; ++column) {
    for (std::int64_t row = 0; row < m; ++row) {
      double sum = 0;
      for (int part = 0; part < num_parts; ++part) {
        double of_part = 0;
        for (std::int64_t i = k * part / num_parts; i < k * (part + 1) / num_parts; ++i)
          of_part += static_cast<double>(a.at(row, i)) * b.at(i, column);
        sum += num_parts == 1 ? of_part : static_cast<float>(T(static_cast<float>(of_part)));
      }
      T& out = c[column * ldc + row];
      // beta 0 means that c is not read: it may hold anything
      const double kept = beta == 0 ? 0.0 : static_cast<double>(beta) * static_cast<float>(out);
      out = T(static_cast<float>(alpha * sum + kept));
    }
  }
}

bool is_recording(cudaStream_t stream) {
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  return cudaStreamIsCapturing(stream, &status) == cudaSuccess &&
         status == cudaStreamCaptureStatusActive;
}

}  // namespace

extern "C" {

cublasStatus_t cublasCreate(cublasHandle_t* handle) {
  *handle = new cublasContext;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasDestroy(cublasHandle_t handle) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  delete handle;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  handle->stream = stream;
  handle->has_workspace = false;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, void* workspace, std::size_t bytes) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  if (reinterpret_cast<std::uintptr_t>(workspace) % 256 != 0) return CUBLAS_STATUS_INVALID_VALUE;
  handle->has_workspace = workspace != nullptr && bytes > 0;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  handle->reduces_in_output_type = (mode & CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION) == 0;
  return CUBLAS_STATUS_SUCCESS;
}

const char* cublasGetStatusString(cublasStatus_t status) {
  switch (status) {
    case CUBLAS_STATUS_SUCCESS:
      return "CUBLAS_STATUS_SUCCESS";
    case CUBLAS_STATUS_NOT_INITIALIZED:
      return "CUBLAS_STATUS_NOT_INITIALIZED";
    case CUBLAS_STATUS_ALLOC_FAILED:
      return "CUBLAS_STATUS_ALLOC_FAILED";
    case CUBLAS_STATUS_INVALID_VALUE:
      return "CUBLAS_STATUS_INVALID_VALUE";
    case CUBLAS_STATUS_EXECUTION_FAILED:
      return "CUBLAS_STATUS_EXECUTION_FAILED";
    default:
      return "CUBLAS_STATUS_NOT_SUPPORTED";
  }
}

cublasStatus_t cublasGemmEx_64(cublasHandle_t handle, cublasOperation_t operation_a,
                               cublasOperation_t operation_b, std::int64_t m, std::int64_t n,
                               std::int64_t k, const void* alpha, const void* a,
                               cudaDataType type_a, std::int64_t lda, const void* b,
                               cudaDataType type_b, std::int64_t ldb, const void* beta, void* c,
                               cudaDataType type_c, std::int64_t ldc, cublasComputeType_t compute,
                               cublasGemmAlgo_t) {
  if (handle == nullptr) return CUBLAS_STATUS_NOT_INITIALIZED;
  const bool known = type_a == CUDA_R_32F || type_a == CUDA_R_16BF;
  if (!known || type_b != type_a || (type_c != CUDA_R_32F && type_c != type_a))
    return CUBLAS_STATUS_NOT_SUPPORTED;
  const bool transpose_a = operation_a == CUBLAS_OP_T;
  const bool transpose_b = operation_b == CUBLAS_OP_T;
  if (m < 0 || n < 0 || k < 0 || lda < std::max<std::int64_t>(1, transpose_a ? k : m) ||
      ldb < std::max<std::int64_t>(1, transpose_b ? n : k) || ldc < std::max<std::int64_t>(1, m) ||
      alpha == nullptr || beta == nullptr)
    return CUBLAS_STATUS_INVALID_VALUE;
  if (m == 0 || n == 0) return CUBLAS_STATUS_SUCCESS;
  if (a == nullptr || b == nullptr || c == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  if (!handle->has_workspace && is_recording(handle->stream)) return CUBLAS_STATUS_ALLOC_FAILED;
  const bool rounded = compute == CUBLAS_COMPUTE_32F_FAST_TF32;
  fake_cuda::note_products(type_a == CUDA_R_16BF ? fake_cuda::Factors::kBfloat16
                           : rounded             ? fake_cuda::Factors::kTf32
                                                 : fake_cuda::Factors::kFloat32);
  const Matrix left{a, type_a, lda, transpose_a, rounded};
  const Matrix right{b, type_b, ldb, transpose_b, rounded};
  const float scale = *static_cast<const float*>(alpha);
  const float kept = *static_cast<const float*>(beta);
  const int num_parts = handle->reduces_in_output_type ? 4 : 1;
  const auto status = fake_cuda::run_or_record(handle->stream, [=] {
    if (type_c == CUDA_R_16BF)
      multiply(m, n, k, num_parts, scale, left, right, kept, static_cast<__nv_bfloat16*>(c), ldc);
    else
      multiply(m, n, k, 1, scale, left, right, kept, static_cast<float*>(c), ldc);
  });
  return status == cudaSuccess ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}
}
