#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool.h"

#include <gtest/gtest.h>

#include <vector>

#include "kernels/glu/glu.h"
#include "kernels/max_pool/max_pool.h"
#include "tests/support/kernel_case.h"

namespace cantus {
namespace {

using Doubles = std::vector<double>;

constexpr BatchNormGluPoolShape kShape{40, 10, 6, 4};  // two bins remain
constexpr BatchNormSettings kSettings{1e-3f, 0.9f, RunningStatistic::kUnbiasedVariance};
constexpr std::int64_t kChannels = 12;
constexpr std::int64_t kSizeIn = 40 * 10 * kChannels;
constexpr std::int64_t kSizeOut = 40 * 2 * 6;
constexpr MaxPoolShape kPool{40, 1, 10, 6, 1, 4, 1, 4};

struct Block {
  Doubles x = testing::normal_values(kSizeIn, 1);
  Doubles gamma = testing::normal_values(kChannels, 2);
  Doubles beta = testing::normal_values(kChannels, 3);
  Doubles d_y = testing::normal_values(kSizeOut, 4);
  Doubles y = Doubles(kSizeOut);
  Doubles mean = Doubles(kChannels), inv_std = Doubles(kChannels);
  Doubles running_mean = Doubles(kChannels, 1.0), running_spread = Doubles(kChannels, 1.0);
  std::vector<std::uint8_t> index = std::vector<std::uint8_t>(kSizeOut);
  Doubles d_x = Doubles(kSizeIn), d_gamma = Doubles(kChannels), d_beta = Doubles(kChannels);
  Queue queue{{}, 2};

  Block() { queue.reserve_scratch(batch_norm_glu_pool_scratch_bytes(queue, kShape)); }

  void run_fused(double* d_in) {
    batch_norm_glu_pool_forward(queue, kShape, kSettings, x.data(), gamma.data(), beta.data(),
                                y.data(), index.data(), mean.data(), inv_std.data(),
                                running_mean.data(), running_spread.data());
    batch_norm_glu_pool_backward(queue, kShape, x.data(), gamma.data(), beta.data(), mean.data(),
                                 inv_std.data(), index.data(), d_y.data(), d_in, d_gamma.data(),
                                 d_beta.data());
  }

  void run_chain() {
    Doubles normal(kSizeIn), gated(kSizeIn / 2), d_gated(kSizeIn / 2), d_normal(kSizeIn);
    const std::int64_t rows = kShape.batch_norm().num_rows;
    batch_norm_forward(queue, kShape.batch_norm(), kSettings, x.data(), gamma.data(), beta.data(),
                       normal.data(), mean.data(), inv_std.data(), running_mean.data(),
                       running_spread.data());
    glu_forward(queue, rows, 6, normal.data(), gated.data());
    max_pool_forward(queue, kPool, gated.data(), y.data(), index.data());
    max_pool_backward(queue, kPool, index.data(), d_y.data(), d_gated.data());
    glu_backward(queue, rows, 6, normal.data(), d_gated.data(), d_normal.data());
    batch_norm_backward(queue, kShape.batch_norm(), kSettings, RectifierRule::kPlain, x.data(),
                        gamma.data(), beta.data(), mean.data(), inv_std.data(), d_normal.data(),
                        d_x.data(), d_gamma.data(), d_beta.data());
  }
};

void expect_near(const Doubles& a, const Doubles& b, const char* what) {
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 1e-12) << what << " " << i;
}

TEST(BatchNormGluPool, EqualsTheThreeKernelsOneAfterAnother) {
  Block fused;
  fused.run_fused(fused.d_x.data());
  Block chain;
  chain.run_chain();
  EXPECT_EQ(fused.index, chain.index);
  expect_near(fused.y, chain.y, "y");
  expect_near(fused.mean, chain.mean, "mean");
  expect_near(fused.inv_std, chain.inv_std, "inv_std");
  expect_near(fused.running_mean, chain.running_mean, "running_mean");
  expect_near(fused.running_spread, chain.running_spread, "running_spread");
  expect_near(fused.d_x, chain.d_x, "d_x");
  expect_near(fused.d_gamma, chain.d_gamma, "d_gamma");
  expect_near(fused.d_beta, chain.d_beta, "d_beta");
}

TEST(BatchNormGluPool, WritesItsGradientInPlaceOfX) {
  Block apart;
  apart.run_fused(apart.d_x.data());
  Block in_place;
  in_place.run_fused(in_place.x.data());
  EXPECT_EQ(in_place.x, apart.d_x);
}

}  // namespace
}  // namespace cantus
