#include "kernels/log_compress/log_compress.h"

#include <gtest/gtest.h>

#include <vector>

#include "kernels/core/error.h"
#include "kernels/stft/log_spectrogram.h"

namespace cantus {
namespace {

// The logarithm accepts normal floats only.
TEST(LogCompression, IsUnsoundWhereItsEpsIsNoNormalFloat) {
  for (const LogKind kind : {LogKind::kLogOfSum, LogKind::kLogOfMax}) {
    EXPECT_TRUE((LogCompression{kind, 1e-37}.is_sound()));
    for (const double eps : {1e-40, 1e-50, 0.0, -1e-8})
      EXPECT_FALSE((LogCompression{kind, eps}.is_sound())) << eps;
  }
  EXPECT_TRUE((LogCompression{LogKind::kLog1p, 0}.is_sound()));
  EXPECT_TRUE((LogCompression{LogKind::kNone, 0}.is_sound()));
}

TEST(LogCompression, UnsoundIsRefusedByEveryKernel) {
  Queue queue({}, 1);
  const StftPlan plan(queue, {.window_samples = 16, .hop_samples = 8, .num_bins = 9});
  queue.reserve_scratch(log_spectrogram_scratch_bytes(queue, plan, nullptr));
  const std::vector<float> x(16);
  std::vector<float> y(16);
  const LogCompression unsound{LogKind::kLogOfSum, 1e-40};
  EXPECT_THROW(log_compress(queue, unsound, 16, x.data(), y.data()), Error);
  EXPECT_THROW(log_spectrogram(queue, plan, nullptr, unsound, 16, x.data(), y.data()), Error);
}

}  // namespace
}  // namespace cantus
