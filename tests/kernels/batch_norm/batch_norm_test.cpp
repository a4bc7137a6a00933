#include "kernels/batch_norm/batch_norm.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/kernel_case.h"

namespace cantus {
namespace {

constexpr BatchNormShape kShape{600, 3};
constexpr std::int64_t kSize = 1800;

std::vector<float> floats(const testing::Values& values) {
  const auto made = values.get();
  return {made.begin(), made.end()};
}

// A layer of three channels whose running statistics keep only the latest batch.
struct Layer {
  BatchNormSettings settings{1e-3f, 0.0f, RunningStatistic::kInverseDeviation, 0.1f};
  std::vector<float> x = floats(testing::normal_values(kSize, 1, 3.0));
  std::vector<float> gamma{1.0f, -2.0f, 0.5f};
  std::vector<float> beta{0.0f, 1.0f, -1.0f};
  std::vector<float> mean = std::vector<float>(3);
  std::vector<float> inv_std = std::vector<float>(3);
  std::vector<float> running_mean = std::vector<float>(3);
  std::vector<float> running_spread = std::vector<float>(3);
  Queue queue{{}, 2};

  Layer() { queue.reserve_scratch(batch_norm_scratch_bytes(queue, kShape)); }

  std::vector<float> train() {
    std::vector<float> y(kSize);
    batch_norm_forward(queue, kShape, settings, x.data(), gamma.data(), beta.data(), y.data(),
                       mean.data(), inv_std.data(), running_mean.data(), running_spread.data());
    return y;
  }
};

TEST(BatchNorm, InferenceEqualsTrainingOnceTheStatisticsAgree) {
  Layer layer;
  const auto trained = layer.train();
  auto y = layer.x;
  batch_norm_inference(layer.queue, kShape, layer.settings, y.data(), layer.gamma.data(),
                       layer.beta.data(), layer.running_mean.data(), layer.running_spread.data(),
                       y.data());
  for (std::int64_t i = 0; i < kSize; ++i) EXPECT_NEAR(y[i], trained[i], 2e-6) << i;
}

TEST(BatchNorm, KeepsTheStatedFractionOfTheOldStatistic) {
  Layer layer;
  layer.settings.momentum = 0.75f;
  layer.running_mean = {8.0f, 8.0f, 8.0f};
  layer.train();
  for (int c = 0; c < 3; ++c)
    EXPECT_FLOAT_EQ(layer.running_mean[c], 0.75f * 8.0f + 0.25f * layer.mean[c]);
}

TEST(BatchNorm, WithoutRectifierIgnoresTheGuidedRule) {
  Layer layer;
  layer.settings.slope = 1;
  layer.train();
  const auto d_y = floats(testing::normal_values(kSize, 2));
  std::vector<float> plain(kSize), guided(kSize), d_gamma(3), d_beta(3);
  const auto backward = [&](RectifierRule rule, std::vector<float>& d_x) {
    batch_norm_backward(layer.queue, kShape, layer.settings, rule, layer.x.data(),
                        layer.gamma.data(), layer.beta.data(), layer.mean.data(),
                        layer.inv_std.data(), d_y.data(), d_x.data(), d_gamma.data(),
                        d_beta.data());
  };
  backward(RectifierRule::kPlain, plain);
  backward(RectifierRule::kGuided, guided);
  EXPECT_EQ(plain, guided);
}

TEST(BatchNorm, WritesGradientsInPlaceOfTheIncomingOnes) {
  Layer layer;
  layer.train();
  const auto d_y = floats(testing::normal_values(kSize, 2));
  auto in_place = d_y;
  std::vector<float> d_x(kSize), d_gamma(3), d_beta(3);
  const auto backward = [&](const float* d_out, float* d_in) {
    batch_norm_backward(layer.queue, kShape, layer.settings, RectifierRule::kPlain, layer.x.data(),
                        layer.gamma.data(), layer.beta.data(), layer.mean.data(),
                        layer.inv_std.data(), d_out, d_in, d_gamma.data(), d_beta.data());
  };
  backward(d_y.data(), d_x.data());
  backward(in_place.data(), in_place.data());
  EXPECT_EQ(d_x, in_place);
}

TEST(BatchNorm, OfAConstantChannelIsItsOffset) {
  Layer layer;
  layer.settings.running = RunningStatistic::kUnbiasedVariance;
  layer.x.assign(kSize, 123.456f);
  const auto y = layer.train();
  EXPECT_FLOAT_EQ(y[0], 0.0f);
  EXPECT_FLOAT_EQ(y[1], 1.0f);
  EXPECT_FLOAT_EQ(y[2], -0.1f);
  EXPECT_FLOAT_EQ(layer.running_spread[0], 0.0f);
}

}  // namespace
}  // namespace cantus
