#include "models/training/self_improvement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/gather/frame_label.h"
#include "models/detection/segments.h"

namespace cantus {
namespace {

std::vector<float> wave(std::size_t n) {
  std::vector<float> values;
  for (std::size_t k = 0; k < n; ++k)
    values.push_back(0.5f + 0.5f * std::sin(0.7f * static_cast<float>(k * k % 97)));
  return values;
}

TEST(SelfImprovement, SmoothsPredictionsByTheMedian) {
  Queue queue({}, 1);
  const auto predictions = wave(200);
  const auto targets = targets_of_predictions(queue, predictions, {});
  EXPECT_EQ(targets, smooth_curve(queue, predictions, 56));
  EXPECT_NE(targets, predictions);
  EXPECT_EQ(targets_of_predictions(queue, predictions, {.median_frames = 1}), predictions);
}

TEST(SelfImprovement, RelabelsByAThreshold) {
  Queue queue({}, 1);
  auto predictions = wave(200);
  std::fill(predictions.begin(), predictions.begin() + 10, 0.3f);  // not above the threshold
  const auto smoothed = smooth_curve(queue, predictions, 5);
  SelfImprovement settings{.median_frames = 5, .threshold = 0.3f};
  settings.relabelling = Relabelling::kThreshold;
  const auto relabelled = targets_of_predictions(queue, predictions, settings);
  settings.relabelling = Relabelling::kPrune;
  const auto pruned = targets_of_predictions(queue, predictions, settings);
  int num_over = 0;
  for (std::size_t k = 0; k < smoothed.size(); ++k) {
    num_over += smoothed[k] > 0.3f ? 1 : 0;
    EXPECT_EQ(relabelled[k], smoothed[k] > 0.3f ? 1 : 0) << k;
    EXPECT_EQ(pruned[k], smoothed[k] > 0.3f ? 1 : kNotLearned) << k;
  }
  EXPECT_GT(num_over, 20);
  EXPECT_LT(num_over, 180);
}

// In any run of frames, as many are learned from as their predictions sum to, within one.
TEST(SelfImprovement, LearnsFromFramesAsOftenAsTheirPredictionsSay) {
  Queue queue({}, 1);
  auto predictions = wave(300);
  std::fill(predictions.begin(), predictions.begin() + 50, 1.0f);
  std::fill(predictions.end() - 50, predictions.end(), 0.0f);
  const auto targets = targets_of_predictions(
      queue, predictions, {.median_frames = 1, .relabelling = Relabelling::kWeight});
  double owed = 0;
  for (std::size_t k = 0; k < targets.size(); ++k) {
    ASSERT_TRUE(targets[k] == 1 || targets[k] == kNotLearned) << k;
    owed += predictions[k] - (targets[k] == 1 ? 1 : 0);
    ASSERT_GT(owed, -1e-6) << k;
    ASSERT_LT(owed, 1) << k;
  }
  EXPECT_EQ(std::count(targets.begin(), targets.begin() + 50, 1.0f), 50);
  EXPECT_EQ(std::count(targets.end() - 50, targets.end(), 1.0f), 0);
}

TEST(SelfImprovement, KnowsItsWaysByName) {
  for (const std::string& name : names_of<Relabelling>())
    EXPECT_EQ(to_string(*named<Relabelling>(name)), name);
  EXPECT_EQ(to_string(Relabelling::kPrune), "prune");
}

TEST(SelfImprovement, SquashesSmoothedSaliencies) {
  Queue queue({}, 1);
  auto saliency = wave(200);
  for (float& value : saliency) value = 0.3f * value - 0.05f;
  const SelfImprovement settings{.median_frames = 5, .saliency_scale = 10};
  const auto targets = targets_of_saliency(queue, saliency, settings);
  const auto smoothed = smooth_curve(queue, saliency, 5);
  bool has_negative = false;
  for (std::size_t k = 0; k < targets.size(); ++k) {
    has_negative |= smoothed[k] < 0;
    EXPECT_FLOAT_EQ(targets[k], smoothed[k] < 0 ? 0 : std::tanh(10 * smoothed[k])) << k;
  }
  EXPECT_TRUE(has_negative);
}

TEST(SelfImprovement, SummarizesTargetsAsTheyCome) {
  TargetSummary summary;
  summary.add(std::vector<float>{0.995f, 1, kNotLearned, 1, 1});
  summary.add(std::vector<float>{0.05f, 0.1f, 0.95f});
  EXPECT_EQ(summary.num_left_out, 1);
  EXPECT_EQ(summary.num_frames, 7);
  EXPECT_EQ(summary.histogram[0], 1);
  EXPECT_EQ(summary.histogram[1], 1);
  EXPECT_EQ(summary.histogram[9], 5);
  EXPECT_NEAR(summary.mean, 5.095 / 7, 1e-6);
  EXPECT_NEAR(summary.saturated, 4.0 / 7, 1e-12);
  EXPECT_TRUE(summary.is_saturated());
}

}  // namespace
}  // namespace cantus
