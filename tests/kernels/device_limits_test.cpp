#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "kernels/core/error.h"
#include "kernels/fft/fft.h"
#include "kernels/gru/gru.h"
#include "kernels/median/median.h"
#include "kernels/standardize/band_moments.h"

// What a GPU's queue refuses, in one line, before anything is launched.
namespace cantus {
namespace {

class DeviceLimits : public ::testing::Test {
 protected:
  static Device device() {
    const char* name = std::getenv("CANTUS_TEST_DEVICE");
    return parse_device(name == nullptr ? "emulated" : name);
  }

  Queue queue_{device(), 1};
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
  Queue queue({device()}, 1);
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

}  // namespace
}  // namespace cantus
