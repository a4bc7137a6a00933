#include "models/baselines/logistic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/baselines/loudness.h"
#include "models/evaluation/metrics.h"

namespace cantus {
namespace {

struct Frames {
  std::vector<float> features, labels;
};

// Frames with labels drawn from a logistic regression of these weights.
Frames draw(const std::vector<double>& weights, double bias, std::size_t n) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  Frames frames;
  for (std::size_t k = 0; k < n; ++k) {
    double logit = bias;
    for (const double w : weights) {
      const double x = normal(random);
      frames.features.push_back(static_cast<float>(x));
      logit += w * x;
    }
    frames.labels.push_back(uniform(random) < 1 / (1 + std::exp(-logit)) ? 1.0f : 0.0f);
  }
  return frames;
}

TEST(Logistic, FindsTheRegressionThatMadeTheLabels) {
  const auto [features, labels] = draw({1.5, -2.0, 0.0}, 0.7, 40000);
  Queue queue({}, 2);
  const auto fit = fit_logistic(queue, 3, features, labels);
  EXPECT_NEAR(fit.weights[0], 1.5, 0.06);
  EXPECT_NEAR(fit.weights[1], -2.0, 0.06);
  EXPECT_NEAR(fit.weights[2], 0.0, 0.06);
  EXPECT_NEAR(fit.bias, 0.7, 0.06);
}

// At the minimum the penalised mean of (p - y) x vanishes.
TEST(Logistic, LeavesNoGradient) {
  const auto [features, labels] = draw({0.5, 1.0}, -1, 1000);
  Queue queue({}, 1);
  const auto fit = fit_logistic(queue, 2, features, labels);
  const auto curve = fit.curve(features);
  double gradient[3] = {1e-4 * fit.weights[0], 1e-4 * fit.weights[1], 0};
  for (std::size_t k = 0; k < labels.size(); ++k) {
    gradient[0] += (curve[k] - labels[k]) * features[2 * k] / 1000;
    gradient[1] += (curve[k] - labels[k]) * features[2 * k + 1] / 1000;
    gradient[2] += (curve[k] - labels[k]) / 1000;
  }
  for (const double g : gradient) EXPECT_NEAR(g, 0, 1e-5);
}

TEST(Logistic, StaysFiniteOnFramesThatALineSeparates) {
  Queue queue({}, 1);
  const auto fit = fit_logistic(queue, 1, {{-2, -1, 1, 2}}, {{0, 0, 1, 1}});
  EXPECT_TRUE(std::isfinite(fit.weights[0]));
  EXPECT_EQ(area_under_roc(fit.curve({{-2, -1, 1, 2}}), {{0, 0, 1, 1}}), 1.0);
}

TEST(Logistic, GivesTheSameBitsWithAnyNumberOfThreads) {
  const auto [features, labels] = draw({1, 2, 3, 4, 5}, 0, 3000);
  Queue one({}, 1), three({}, 3);
  const auto a = fit_logistic(one, 5, features, labels);
  const auto b = fit_logistic(three, 5, features, labels);
  EXPECT_EQ(a.weights, b.weights);
  EXPECT_EQ(a.bias, b.bias);
}

TEST(Loudness, UndoesTheCompression) {
  const LogCompression log1p{LogKind::kLog1p, 0};
  const std::vector<float> features{std::log1p(3.0f), std::log1p(4.0f), 0, 0};
  const auto db = frame_loudness_db(features, 2, log1p);
  EXPECT_NEAR(db[0], 20 * std::log10(5.0), 1e-4);
  EXPECT_NEAR(db[1], -140, 1e-4);
  const LogCompression log_of_sum{LogKind::kLogOfSum, 1e-8};
  EXPECT_NEAR(frame_loudness_db({{std::log(2.0f)}}, 1, log_of_sum)[0], 20 * std::log10(2.0), 1e-4);
}

TEST(Loudness, UndoesEveryKindOfLogarithm) {
  const auto db = [](float feature, LogKind kind, double eps) {
    return frame_loudness_db({{feature}}, 1, {kind, eps})[0];
  };
  const double three = 20 * std::log10(3.0);
  EXPECT_NEAR(db(std::log(3.5f), LogKind::kLogOfSum, 0.5), three, 1e-4);
  EXPECT_NEAR(db(std::log(3.0f), LogKind::kLogOfMax, 0.5), three, 1e-4);
  EXPECT_NEAR(db(std::log(4.0f), LogKind::kLog1p, 0), three, 1e-4);
  EXPECT_NEAR(db(3, LogKind::kNone, 0), three, 1e-4);
  // Features stored as float16 may fall below silence; they mean silence too.
  EXPECT_NEAR(db(std::log(0.25f), LogKind::kLogOfSum, 0.5), -140, 1e-4);
}

}  // namespace
}  // namespace cantus
