#include <gtest/gtest.h>

#include "kernels/bag_pool/bag_pool.h"
#include "kernels/bias/bias.h"
#include "kernels/fft/fft.h"
#include "kernels/gemm/gemm.h"
#include "kernels/glu/glu.h"
#include "kernels/max_pool/max_pool.h"
#include "kernels/softmax/softmax.h"
#include "kernels/spectral_warp/spectral_warp.h"
#include "kernels/stft/log_spectrogram.h"
#include "tests/support/device_array.h"
#include "tests/support/device_under_test.h"

// Without rows, kernels do nothing or sum to 0 (kernels/core/queue.h). All arrays with rows are
// null: a kernel that touched one would crash.
namespace cantus {
namespace {

class WithoutRows : public ::testing::TestWithParam<bool> {
 protected:
  WithoutRows() { queue_.reserve_scratch(1 << 16); }
  ~WithoutRows() override { queue_.synchronize(); }

  Queue queue_{GetParam() ? device_under_test() : Device{}, 1};
  float* const none_ = nullptr;
};

TEST_P(WithoutRows, NothingIsDone) {
  const MaxPoolShape pool{0, 4, 4, 3, 2, 2, 2, 2};
  glu_forward(queue_, 0, 5, none_, none_);
  softmax_forward(queue_, 0, 3, none_, none_);
  max_pool_forward(queue_, pool, none_, none_, nullptr);
  max_pool_backward(queue_, pool, nullptr, none_, none_);
  bag_pool_forward(queue_, {BagPooling::kMean, 0, 3}, none_, none_, none_);
  queue_.reserve_scratch(gemm_scratch_bytes(queue_, {0, 3, 4}));
  gemm(queue_, {0, 3, 4}, none_, none_, none_);
  gemm(queue_, {3, 0, 4}, none_, none_, none_);
}

TEST_P(WithoutRows, NoFrameIsTransformed) {
  const FftPlan fft(queue_, 12);
  fft_forward(queue_, fft, 0, none_, none_);
  fft_inverse(queue_, fft, 0, none_, none_);
  for (const std::int64_t window : {16, 640, 1024})
    for (const TransformWay way : {TransformWay::kFused, TransformWay::kLibrary}) {
      const StftPlan plan(
          queue_, {.window_samples = window, .hop_samples = window / 2, .num_bins = 9}, way);
      queue_.reserve_scratch(log_spectrogram_scratch_bytes(queue_, plan, nullptr));
      log_spectrogram(queue_, plan, nullptr, {}, window - 1, none_, none_);
    }
  const WarpShape shape{4, 5, 3, 4};
  queue_.reserve_scratch(spectral_warp_scratch_bytes(queue_, shape));
  spectral_warp(queue_, shape, 0, none_, nullptr, nullptr, none_, none_, none_);
}

TEST_P(WithoutRows, TheSumIsZero) {
  const testing::DeviceArray d_bias(queue_, std::vector<float>(5, 1.0f));
  queue_.reserve_scratch(bias_scratch_bytes(queue_, 0, 5));
  bias_backward(queue_, 0, 5, none_, d_bias.data());
  EXPECT_EQ(d_bias.read(), std::vector<float>(5));
}

INSTANTIATE_TEST_SUITE_P(On, WithoutRows, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Device" : "Cpu"; });

}  // namespace
}  // namespace cantus
