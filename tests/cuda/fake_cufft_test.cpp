#include <cufft.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

// cuFFT's stand-in: what it computes and what it refuses.
namespace {

struct Transform : ::testing::Test {
  static constexpr int kPoints = 6, kBins = 4, kBatch = 2;

  Transform() {
    EXPECT_EQ(cufftCreate(&plan), CUFFT_SUCCESS);
    EXPECT_EQ(cudaMalloc(&in, sizeof(float) * kPoints * kBatch), cudaSuccess);
    EXPECT_EQ(cudaMalloc(&out, sizeof(float2) * kBins * kBatch), cudaSuccess);
  }
  ~Transform() override {
    cufftDestroy(plan);
    for (void* memory : {static_cast<void*>(in), static_cast<void*>(out), work}) cudaFree(memory);
  }
  cufftResult make(int in_distance = kPoints) {
    int n = kPoints, bins = kBins;
    return cufftMakePlanMany(plan, 1, &n, &n, 1, in_distance, &bins, 1, kBins, CUFFT_R2C, kBatch,
                             &work_bytes);
  }
  void give_work_area() {
    ASSERT_EQ(cudaMalloc(&work, work_bytes), cudaSuccess);
    ASSERT_EQ(cufftSetWorkArea(plan, work), CUFFT_SUCCESS);
  }

  cufftHandle plan = 0;
  std::size_t work_bytes = 0;
  float* in = nullptr;
  float2* out = nullptr;
  void* work = nullptr;
};

TEST_F(Transform, IsTheFourierTransformOfEveryRow) {
  ASSERT_EQ(cufftSetAutoAllocation(plan, 0), CUFFT_SUCCESS);
  ASSERT_EQ(make(), CUFFT_SUCCESS);
  give_work_area();
  const std::vector<float> x{1, -2, 0.5f, 3, 0, 4, 0, 1, 0, 0, 0, 0};
  cudaMemcpy(in, x.data(), x.size() * sizeof(float), cudaMemcpyDefault);
  ASSERT_EQ(cufftExecR2C(plan, in, out), CUFFT_SUCCESS);
  std::vector<float2> y(kBins * kBatch);
  cudaMemcpy(y.data(), out, y.size() * sizeof(float2), cudaMemcpyDefault);
  for (int b = 0; b < kBatch; ++b) {
    for (int k = 0; k < kBins; ++k) {
      double re = 0, im = 0;
      for (int i = 0; i < kPoints; ++i) {
        re += x[b * kPoints + i] * std::cos(2 * M_PI * i * k / kPoints);
        im -= x[b * kPoints + i] * std::sin(2 * M_PI * i * k / kPoints);
      }
      EXPECT_NEAR(y[b * kBins + k].x, re, 1e-6);
      EXPECT_NEAR(y[b * kBins + k].y, im, 1e-6);
    }
  }
}

TEST_F(Transform, AllocatesNothingItself) {
  EXPECT_EQ(make(), CUFFT_NOT_IMPLEMENTED);
  ASSERT_EQ(cufftSetAutoAllocation(plan, 0), CUFFT_SUCCESS);
  ASSERT_EQ(make(), CUFFT_SUCCESS);
  EXPECT_EQ(cufftExecR2C(plan, in, out), CUFFT_NO_WORKSPACE);
  EXPECT_EQ(cufftSetWorkArea(plan, &work_bytes), CUFFT_INVALID_VALUE);  // host memory
  EXPECT_EQ(cufftSetWorkArea(plan, in), CUFFT_INVALID_VALUE);           // too small
}

TEST_F(Transform, RefusesRowsThatOverlapAndMemoryThatIsTooShort) {
  ASSERT_EQ(cufftSetAutoAllocation(plan, 0), CUFFT_SUCCESS);
  EXPECT_EQ(make(kPoints - 1), CUFFT_INVALID_VALUE);
  cufftHandle wide = 0;
  ASSERT_EQ(cufftCreate(&wide), CUFFT_SUCCESS);
  std::swap(plan, wide);
  cufftDestroy(wide);
  ASSERT_EQ(cufftSetAutoAllocation(plan, 0), CUFFT_SUCCESS);
  ASSERT_EQ(make(kPoints + 1), CUFFT_SUCCESS);
  give_work_area();
  EXPECT_EQ(cufftExecR2C(plan, in, out), CUFFT_INVALID_VALUE);
  EXPECT_EQ(cufftExecR2C(plan, reinterpret_cast<float*>(out), out), CUFFT_INVALID_VALUE);
}

TEST_F(Transform, IsMadeOnce) {
  ASSERT_EQ(cufftSetAutoAllocation(plan, 0), CUFFT_SUCCESS);
  ASSERT_EQ(make(), CUFFT_SUCCESS);
  EXPECT_EQ(make(), CUFFT_INVALID_PLAN);
  EXPECT_EQ(cufftSetAutoAllocation(plan, 1), CUFFT_INVALID_PLAN);
}

}  // namespace
