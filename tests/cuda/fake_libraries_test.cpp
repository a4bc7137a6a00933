#include <cublas_v2.h>
#include <gtest/gtest.h>

#include <vector>

#include "kernels/conv2d/conv2d_plan_cuda.h"
#include "kernels/core/error.h"

// The stand-ins of cuBLAS and cuDNN, as far as they can be tested without the CUDA module.
namespace cantus {
namespace {

class FakeCublas : public ::testing::Test {
 protected:
  FakeCublas() {
    cublasCreate(&handle_);
    cudaStreamCreate(&stream_);
    cublasSetStream(handle_, stream_);
    cudaMalloc(&values_, 3 * 64 * sizeof(float));
  }
  ~FakeCublas() override {
    cublasDestroy(handle_);
    cudaStreamDestroy(stream_);
    cudaFree(values_);
  }

  // c [2, 3] = a [2, 4] b [4, 3], column-major.
  cublasStatus_t product(std::int64_t lda, cublasComputeType_t compute) {
    const float one = 1.0f;
    const float none = 0.0f;
    return cublasGemmEx_64(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 3, 4, &one, values_, CUDA_R_32F,
                           lda, values_ + 64, CUDA_R_32F, 4, &none, values_ + 128, CUDA_R_32F, 2,
                           compute, CUBLAS_GEMM_DEFAULT);
  }

  cublasHandle_t handle_ = nullptr;
  cudaStream_t stream_ = nullptr;
  float* values_ = nullptr;
};

TEST_F(FakeCublas, RefusesRowsThatOverlap) {
  EXPECT_EQ(product(2, CUBLAS_COMPUTE_32F_PEDANTIC), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(product(1, CUBLAS_COMPUTE_32F_PEDANTIC), CUBLAS_STATUS_INVALID_VALUE);
}

TEST_F(FakeCublas, AllocatesNothingWhileAStreamRecords) {
  const auto product_while_recording = [&] {
    cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal);
    const auto status = product(2, CUBLAS_COMPUTE_32F_PEDANTIC);
    cudaGraph_t graph = nullptr;
    cudaStreamEndCapture(stream_, &graph);
    if (graph != nullptr) cudaGraphDestroy(graph);
    return status;
  };
  EXPECT_EQ(product_while_recording(), CUBLAS_STATUS_ALLOC_FAILED);
  float* workspace = nullptr;
  cudaMalloc(&workspace, 1024);
  EXPECT_EQ(cublasSetWorkspace(handle_, workspace + 1, 512), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(cublasSetWorkspace(handle_, workspace, 1024), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(product_while_recording(), CUBLAS_STATUS_SUCCESS);
  cublasSetStream(handle_, stream_);  // drops the workspace
  EXPECT_EQ(product_while_recording(), CUBLAS_STATUS_ALLOC_FAILED);
  cudaFree(workspace);
}

TEST_F(FakeCublas, RoundsFactorsAsTensorCoresDo) {
  std::vector<float> values(3 * 64, 0.0f);
  values[0] = 1.0f + 0x1p-12f;
  values[64] = 1.0f;
  const auto bytes = values.size() * sizeof(float);
  const auto first_of_product = [&](cublasComputeType_t compute) {
    cudaMemcpy(values_, values.data(), bytes, cudaMemcpyHostToDevice);
    product(2, compute);
    float first = 0;
    cudaMemcpy(&first, values_ + 128, sizeof first, cudaMemcpyDeviceToHost);
    return first;
  };
  EXPECT_EQ(first_of_product(CUBLAS_COMPUTE_32F_PEDANTIC), 1.0f + 0x1p-12f);
  EXPECT_EQ(first_of_product(CUBLAS_COMPUTE_32F_FAST_TF32), 1.0f);
}

class FakeCudnn : public ::testing::Test {
 protected:
  FakeCudnn() { cudnnCreate(&handle_); }
  ~FakeCudnn() override { cudnnDestroy(handle_); }

  gpu::Conv2dPlan plan(std::int64_t n, std::int64_t t, Precision precision,
                       Conv2dPass pass = Conv2dPass::kForward) {
    const Conv2dShape shape{n, t, 9, 4, 8, 3, 3, Padding::kValid, 1, precision};
    return gpu::make_conv2d_plan(shape, pass, {handle_, nullptr});
  }

  cudnnHandle_t handle_ = nullptr;
};

constexpr std::int64_t kCopyingEngine = 95;  // tests/fake_cuda/cudnn_engines.cpp
constexpr std::int64_t kTensorCores = 94;
constexpr std::int64_t kGeneric = 96;

// Skips nondeterministic engines, runtime compilation, Winograd and one that is withdrawn.
TEST_F(FakeCudnn, IsAskedForAnEngineOfThePrecision) {
  EXPECT_EQ(plan(2, 9, Precision::kFloat32).plan.engine, kCopyingEngine);
  EXPECT_EQ(plan(2, 9, Precision::kTf32).plan.engine, kTensorCores);
}

TEST_F(FakeCudnn, IsGivenABatchInPartsWhereTheWorkspaceIsTooSmall) {
  const std::int64_t frames = 200000;  // 74 MB of x and y per sample
  EXPECT_EQ(plan(3, frames, Precision::kFloat32).num_parts, 1);
  EXPECT_EQ(plan(8, frames, Precision::kFloat32).num_parts, 4);
  EXPECT_EQ(plan(8, frames, Precision::kTf32).num_parts, 1);
  EXPECT_FALSE(plan(8, frames, Precision::kFloat32).adding);
  EXPECT_TRUE(plan(8, frames, Precision::kFloat32, Conv2dPass::kBackwardWeights).adding);
}

TEST_F(FakeCudnn, IsAskedForItsGenericEngineLast) {
  const auto last = plan(8, 1000000, Precision::kFloat32);
  EXPECT_EQ(last.plan.engine, kGeneric);
  EXPECT_EQ(last.num_parts, 1);
}

TEST_F(FakeCudnn, RefusesToRunWithoutMemoryOrOnADeviceThatIsNotHere) {
  const auto here = plan(2, 9, Precision::kFloat32);
  std::vector<float4> x(2 * 9 * 9 * 4), w(8 * 9 * 4), y(2 * 7 * 7 * 8), workspace(1 << 12);
  const cudnn::Arguments::Pointers good{x.data(), w.data(), y.data()};
  EXPECT_NO_THROW(cudnn::Arguments().execute(handle_, here.plan, good, workspace.data()));
  EXPECT_THROW(cudnn::Arguments().execute(handle_, here.plan, good, nullptr), Error);
  const cudnn::Arguments::Pointers none{x.data(), nullptr, y.data()};
  EXPECT_THROW(cudnn::Arguments().execute(handle_, here.plan, none, workspace.data()), Error);
  const cudnn::Arguments::Pointers askew{&x[0].y, w.data(), y.data()};
  EXPECT_THROW(cudnn::Arguments().execute(handle_, here.plan, askew, workspace.data()), Error);

  const auto device = cudnn::device_from_json("{}");
  const Conv2dShape shape{2, 9, 9, 4, 8, 3, 3};
  const auto elsewhere = gpu::make_conv2d_plan(shape, Conv2dPass::kForward, {nullptr, &device});
  EXPECT_THROW(cudnn::Arguments().execute(handle_, elsewhere.plan, good, workspace.data()), Error);
}

}  // namespace
}  // namespace cantus
