#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "kernels/conv2d/conv2d.h"
#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"
#include "kernels/conv2d_batch_norm_glu_pool/conv2d_batch_norm_glu_pool.h"
#include "kernels/core/error.h"
#include "kernels/fft/fft.h"
#include "kernels/gemm/gemm.h"
#include "kernels/gru/gru.h"
#include "kernels/median/median.h"
#include "kernels/standardize/band_moments.h"
#include "tests/support/device_array.h"
#include "tests/support/device_under_test.h"

// What a GPU's queue refuses with a one-line error before anything is launched.
namespace cantus {
namespace {

class DeviceLimits : public ::testing::Test {
 protected:
  Queue queue_{device_under_test(), 1};
};

TEST_F(DeviceLimits, TheRunningMedianTakesACpuQueue) {
  const std::vector<float> x(5, 1.0f);
  std::vector<float> y(5);
  EXPECT_THROW(running_median(queue_, 5, 3, x.data(), y.data()), Error);
}

TEST_F(DeviceLimits, MomentsOfBandsTakeACpuQueue) {
  const std::vector<float> x(6, 1.0f);
  BandMoments moments(2);
  EXPECT_THROW(add_frames(queue_, 3, x.data(), moments), Error);
}

TEST_F(DeviceLimits, ATransformFitsIntoSharedMemory) {
  Queue queue(device_under_test(), 1);
  const FftPlan longest(queue, FftPlan::kMaxDevicePoints);
  const FftPlan longer(queue, 2 * FftPlan::kMaxDevicePoints);
  float* none = nullptr;
  EXPECT_NO_THROW(fft_forward(queue, longest, 0, none, none));
  EXPECT_THROW(fft_forward(queue, longer, 1, none, none), Error);
  EXPECT_THROW(fft_inverse(queue, longer, 1, none, none), Error);
}

TEST_F(DeviceLimits, ARecurrentLayerHasAThreadAUnit) {
  EXPECT_NO_THROW(gru_forward_scratch_bytes(queue_, {2, 3, 4, 1024}));
  EXPECT_THROW(gru_forward_scratch_bytes(queue_, {2, 3, 4, 1025}), Error);
  EXPECT_THROW(gru_backward_scratch_bytes(queue_, {2, 3, 4, 1025}), Error);
}

// Whether the kernel throws, and throws for this reason.
template <class Run>
bool refuses_across_packs(const Run& run) {
  try {
    run();
  } catch (const Error& error) {
    return std::string(error.what()).find("lies across the packs") != std::string::npos;
  }
  return false;
}

// Arrays begin at null or one float after it: a kernel that did not refuse would crash.
TEST_F(DeviceLimits, AnArrayMayNotLieAcrossPacksOfChannels) {
  const auto shape_of = [](std::int64_t c_in, Precision precision) {
    return Conv2dShape{1, 6, 64, c_in, 32, 3, 3, Padding::kSame, 1, precision};
  };
  float* none = nullptr;
  auto* across = reinterpret_cast<float*>(sizeof(float));
  const auto weights = [&](const Conv2dShape& shape, float* x, float* d_y) {
    queue_.reserve_scratch(conv2d_backward_weights_scratch_bytes(queue_, shape));
    return refuses_across_packs([&] { conv2d_backward_weights(queue_, shape, x, d_y, none); });
  };
  for (const Precision precision : {Precision::kFloat32, Precision::kTf32}) {
    EXPECT_TRUE(weights(shape_of(32, precision), across, none));
    EXPECT_TRUE(weights(shape_of(32, precision), none, across));
  }
  const Conv2dShape one = shape_of(1, Precision::kFloat32);
  EXPECT_TRUE(weights(one, none, across));
  EXPECT_TRUE(refuses_across_packs(
      [&] { conv2d_forward(queue_, one, none, none, nullptr, 1.0f, across); }));
  EXPECT_TRUE(refuses_across_packs([&] { conv2d_backward_data(queue_, one, none, across, none); }));
}

TEST_F(DeviceLimits, NeitherMayThoseOfANormalizedConvolution) {
  const Conv2dShape layer{1, 6, 64, 1, 32, 3, 3, Padding::kSame};
  const Conv2dBatchNormGluPoolShape block{layer, 4};
  const BatchNormSettings settings{};
  float* none = nullptr;
  auto* across = reinterpret_cast<float*>(sizeof(float));
  auto* odd = reinterpret_cast<std::uint8_t*>(1);
  EXPECT_TRUE(refuses_across_packs([&] {
    conv2d_batch_norm_forward(queue_, layer, settings, none, none, none, none, across, nullptr,
                              none, none);
  }));
  EXPECT_TRUE(refuses_across_packs([&] {
    conv2d_batch_norm_backward(queue_, layer, settings, none, none, none, nullptr, across, none,
                               none, none);
  }));
  EXPECT_TRUE(refuses_across_packs([&] {
    conv2d_batch_norm_glu_pool_forward(queue_, block, settings, none, none, none, none, across,
                                       nullptr, nullptr, none, none);
  }));
  EXPECT_TRUE(refuses_across_packs([&] {
    conv2d_batch_norm_glu_pool_backward(queue_, block, none, none, none, nullptr, odd, none, none,
                                        none, none);
  }));
}

// A library's preparations happen along with the scratch: otherwise the run would allocate.
TEST_F(DeviceLimits, ALibraryRunsWhatWasAnnouncedAlone) {
  const Conv2dShape shape{2, 7, 9, 3, 5, 3, 3};
  const testing::DeviceArray x(queue_, std::vector<float>(2 * 7 * 9 * 3)),
      w(queue_, std::vector<float>(5 * 9 * 3));
  testing::DeviceArray y(queue_, std::vector<float>(2 * 5 * 7 * 5));
  queue_.reserve_scratch(1 << 20);
  EXPECT_THROW(conv2d_forward(queue_, shape, x.data(), w.data(), nullptr, 1, y.data()), Error);
  EXPECT_THROW(gemm(queue_, {2, 3, 4}, x.data(), w.data(), y.data()), Error);
  queue_.reserve_scratch(conv2d_forward_scratch_bytes(queue_, shape));
  queue_.reserve_scratch(gemm_scratch_bytes(queue_, {2, 3, 4}));
  EXPECT_NO_THROW(conv2d_forward(queue_, shape, x.data(), w.data(), nullptr, 1, y.data()));
  EXPECT_NO_THROW(gemm(queue_, {2, 3, 4}, x.data(), w.data(), y.data()));
}

}  // namespace
}  // namespace cantus
