#include "models/evaluation/metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "kernels/core/error.h"

namespace cantus {
namespace {

const std::vector<float> kScore{0.9f, 0.8f, 0.5f, 0.4f, 0.4f, 0.1f};
const std::vector<float> kTruth{1, 0, 1, 1, 0, 0};

TEST(Metrics, CountFramesWhoseScoreIsGreaterThanTheThreshold) {
  const FrameCounts counts = count_frames(kScore, kTruth, 0.5f);
  EXPECT_EQ(counts, (FrameCounts{1, 1, 2, 2}));
  EXPECT_DOUBLE_EQ(*counts.precision(), 0.5);
  EXPECT_DOUBLE_EQ(*counts.recall(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(*counts.f_measure(), 0.4);
  EXPECT_DOUBLE_EQ(*counts.specificity(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(*counts.accuracy(), 0.5);
}

TEST(Metrics, HaveNoValueWhereThereIsNothingToJudge) {
  const FrameCounts instrumental = count_frames({{0.1f, 0.2f}}, {{0, 0}}, 0.5f);
  EXPECT_FALSE(instrumental.precision());
  EXPECT_FALSE(instrumental.recall());
  EXPECT_FALSE(instrumental.f_measure());
  EXPECT_EQ(instrumental.specificity(), 1.0);
  EXPECT_FALSE(area_under_roc({{0.1f, 0.2f}}, {{0, 0}}));
  EXPECT_FALSE(FrameCounts().accuracy());
}

TEST(Metrics, HaveNoOrderOfWhatIsNoNumber) {
  const std::vector<float> score{0.9f, std::nanf(""), 0.1f}, truth{1, 0, 0};
  EXPECT_THROW(area_under_roc(score, truth), Error);
  EXPECT_THROW(best_threshold(score, truth), Error);
}

TEST(Metrics, PoolCountsByAddingThem) {
  FrameCounts pooled = count_frames(kScore, kTruth, 0.5f);
  pooled += count_frames(kScore, kTruth, 0.0f);
  EXPECT_EQ(pooled, (FrameCounts{4, 4, 2, 2}));
}

// Of the nine pairs, 6 are in order, 1 is tied (0.4, 0.4) and 2 are wrong: the 0.8 without voice
// lies above 0.5 and 0.4.
TEST(Metrics, CountHalfOfATieInTheAreaUnderTheCurve) {
  EXPECT_DOUBLE_EQ(*area_under_roc(kScore, kTruth), 6.5 / 9);
}

TEST(Metrics, FindTheThresholdOfMostRightDecisions) {
  const BestThreshold best = best_threshold(kScore, kTruth);
  EXPECT_EQ(best.threshold, 0.1f);
  EXPECT_DOUBLE_EQ(best.accuracy, 4.0 / 6);
}

TEST(Metrics, FindAThresholdBelowAllScoresWhenEverythingIsVoice) {
  const BestThreshold best = best_threshold({{0.25f, 0.5f}}, {{1, 1}});
  EXPECT_LT(best.threshold, 0.25f);
  EXPECT_EQ(best.accuracy, 1.0);
}

struct Frames {
  std::vector<float> score, truth;
};

Frames random_frames(unsigned seed, std::size_t n, int levels) {
  std::mt19937 random(seed);
  Frames frames;
  for (std::size_t k = 0; k < n; ++k) {
    const int truth = static_cast<int>(random() % 3 == 0);
    const int level = static_cast<int>(random() % levels) + truth * levels / 4;
    frames.score.push_back(static_cast<float>(level) / static_cast<float>(2 * levels));
    frames.truth.push_back(static_cast<float>(truth));
  }
  return frames;
}

TEST(Metrics, EqualBruteForceOverAllPairsAndThresholds) {
  for (const int levels : {2, 7, 1000}) {
    const auto [score, truth] = random_frames(levels, 300, levels);
    double in_order = 0, pairs = 0, best = 0;
    for (std::size_t i = 0; i < score.size(); ++i) {
      for (std::size_t j = 0; j < score.size(); ++j) {
        if (truth[i] < 0.5f || truth[j] > 0.5f) continue;
        ++pairs;
        in_order += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
      }
    }
    for (float threshold : score) {
      best = std::max(best, *count_frames(score, truth, threshold).accuracy());
      best = std::max(best, *count_frames(score, truth, threshold - 1e-6f).accuracy());
    }
    EXPECT_NEAR(*area_under_roc(score, truth), in_order / pairs, 1e-15);
    const BestThreshold found = best_threshold(score, truth);
    EXPECT_DOUBLE_EQ(found.accuracy, best);
    EXPECT_DOUBLE_EQ(*count_frames(score, truth, found.threshold).accuracy(), best);
  }
}

TEST(Metrics, KnowTheCompatibleGrid) {
  const auto& grid = grid_thresholds();
  EXPECT_EQ(grid.size(), 105u);
  EXPECT_TRUE(std::is_sorted(grid.begin(), grid.end()));
  EXPECT_FLOAT_EQ(grid[3], 0.01f);
  EXPECT_FLOAT_EQ(grid[52], 0.5f);
  EXPECT_FLOAT_EQ(grid.back(), 0.99999f);
}

TEST(Metrics, ReadTheSameFromTheGridWhenTheScoresLieBetweenItsThresholds) {
  const auto [score, truth] = random_frames(3, 400, 40);
  std::vector<float> between = score;
  for (float& s : between) s = std::floor(s * 80) / 100 + 0.005f;
  EXPECT_NEAR(*area_under_roc_on_grid(between, truth), *area_under_roc(between, truth), 1e-12);
  EXPECT_DOUBLE_EQ(best_threshold_on_grid(between, truth).accuracy,
                   best_threshold(between, truth).accuracy);
}

TEST(Metrics, TakeTheLowestOfEquallyGoodThresholds) {
  EXPECT_EQ(best_threshold({{0.2f, 0.8f}}, {{0, 1}}).threshold, 0.2f);
  EXPECT_EQ(best_threshold_on_grid({{0.2f, 0.8f}}, {{0, 1}}).threshold, 0.2f);
}

// Scores above all of the grid, then scores below all of it: two of the four pairs are in order and
// one is tied.
TEST(Metrics, CloseTheGridsCurveInItsTwoCorners) {
  EXPECT_DOUBLE_EQ(
      *area_under_roc_on_grid({{0.999999f, 0.505f, 0.999999f, 0.105f}}, {{1, 1, 0, 0}}), 0.625);
  EXPECT_DOUBLE_EQ(*area_under_roc_on_grid({{1e-6f, 0.905f, 1e-6f, 0.105f}}, {{1, 1, 0, 0}}),
                   0.625);
}

TEST(Metrics, AverageOnlyWhatHasAValue) {
  const std::vector<std::optional<double>> values{0.5, std::nullopt, 1.0};
  EXPECT_EQ(mean_of(values).mean, 0.75);
  EXPECT_EQ(mean_of(values).count, 2);
  EXPECT_FALSE(mean_of({}).mean);
}

}  // namespace
}  // namespace cantus
