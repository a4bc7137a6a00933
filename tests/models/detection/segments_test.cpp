#include "models/detection/segments.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

const SegmentSettings kThresholdAlone{.median_frames = 1, .min_gap_s = 0, .min_voice_s = 0};

const std::vector<double> kQuarters{0, 0.25, 0.5, 0.75};

std::vector<double> tenths(std::size_t n) {
  std::vector<double> times;
  for (std::size_t k = 0; k < n; ++k) times.push_back(static_cast<double>(k) / 10);
  return times;
}

std::vector<VoiceSegment> find(const std::vector<float>& curve, const SegmentSettings& settings,
                               double duration_s = -1) {
  Queue queue({}, 1);
  const auto times = tenths(curve.size());
  if (duration_s < 0) duration_s = static_cast<double>(curve.size()) / 10;
  return find_segments(queue, curve, times, duration_s, settings);
}

std::vector<std::pair<double, double>> spans(const std::vector<VoiceSegment>& segments) {
  std::vector<std::pair<double, double>> result;
  for (const auto& segment : segments) result.emplace_back(segment.start_s, segment.end_s);
  return result;
}

using Spans = std::vector<std::pair<double, double>>;

TEST(Segments, RunFromTheFirstVoicedFrameToTheFirstUnvoicedOne) {
  EXPECT_EQ(spans(find({0.1f, 0.9f, 0.8f, 0.2f, 0.2f, 0.7f}, kThresholdAlone)),
            (Spans{{0.1, 0.3}, {0.5, 0.6}}));
}

TEST(Segments, LeaveOutFramesThatEqualTheThreshold) {
  EXPECT_EQ(spans(find({0.5f, 0.6f, 0.5f, 0.4f}, kThresholdAlone)), (Spans{{0.1, 0.2}}));
}

TEST(Segments, BeginAtTheOnsetAndLastUntilTheOffset) {
  SegmentSettings settings = kThresholdAlone;
  settings.onset = 0.8f;
  settings.offset = 0.3f;
  EXPECT_EQ(spans(find({0.5f, 0.9f, 0.5f, 0.4f, 0.3f, 0.7f, 0.0f}, settings)), (Spans{{0.1, 0.4}}));
}

TEST(Segments, AreCarriedByTheMedianOverASingleOutlier) {
  SegmentSettings settings = kThresholdAlone;
  settings.median_frames = 3;
  EXPECT_EQ(spans(find({0, 1, 1, 0, 1, 1, 0, 0, 1, 0}, settings)), (Spans{{0.1, 0.6}}));
}

TEST(Segments, ArePaddedWithinTheSong) {
  SegmentSettings settings = kThresholdAlone;
  settings.pad_start_s = 0.25;
  settings.pad_end_s = 0.15;
  EXPECT_EQ(spans(find({1, 0, 0, 0, 0, 0, 1, 1}, settings)), (Spans{{0.0, 0.25}, {0.35, 0.8}}));
}

TEST(Segments, AreJoinedWherePaddingMakesThemMeet) {
  SegmentSettings settings = kThresholdAlone;
  settings.pad_start_s = 0.25;
  settings.pad_end_s = 0.25;
  const auto found = find({1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1}, settings);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].end_s, 0.75);
  EXPECT_EQ(found[1].end_s, 1.2);
  const std::vector<float> curve{1, 0, 1, 0};
  settings.pad_start_s = 0;
  Queue queue({}, 1);
  EXPECT_EQ(spans(find_segments(queue, curve, kQuarters, 1, settings)), (Spans{{0, 1}}))
      << "which need not overlap";
}

TEST(Segments, CloseShortGapsBeforeTheyDropShortOnes) {
  SegmentSettings settings = kThresholdAlone;
  settings.min_gap_s = 0.15;
  settings.min_voice_s = 0.25;
  // Two frames, a gap of one, one frame: together long enough. The last frame alone is too short.
  EXPECT_EQ(spans(find({1, 1, 0, 1, 0, 0, 0, 1, 0}, settings)), (Spans{{0.0, 0.4}}));
}

TEST(Segments, KeepAGapOfJustTheLeastLength) {
  SegmentSettings settings = kThresholdAlone;
  settings.min_gap_s = 0.25;
  Queue queue({}, 1);
  const std::vector<float> curve{1, 0, 1, 0};
  EXPECT_EQ(spans(find_segments(queue, curve, kQuarters, 1, settings)),
            (Spans{{0.0, 0.25}, {0.5, 0.75}}));
}

TEST(Segments, AreClosedOrDroppedByTheirLengthAloneWhereverTheyLie) {
  SegmentSettings settings = kThresholdAlone;
  settings.min_gap_s = settings.min_voice_s = 0.1;
  Queue queue({}, 1);
  std::vector<double> times(5000);
  for (std::size_t k = 0; k < times.size(); ++k) times[k] = 0.01 + static_cast<double>(k) * 0.02;
  std::vector<float> curve(times.size(), 0);
  for (std::size_t k = 0; k < curve.size(); ++k) curve[k] = k / 5 % 2 == 0 ? 1.0f : 0.0f;
  EXPECT_EQ(find_segments(queue, curve, times, 100.01, settings).size(), 500u);
}

TEST(Segments, HaveTheSameFramesInsideWhereverTheyLie) {
  SegmentSettings settings = kThresholdAlone;
  settings.pad_start_s = 0.1;
  for (int first = 2; first < 20; ++first) {
    std::vector<float> curve(22, 0);
    curve[first] = 1;
    const auto found = find(curve, settings);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].confidence, 0.5f) << first;
  }
}

TEST(Segments, CarryTheMeanOfTheCurveInside) {
  const auto found = find({0.0f, 0.75f, 1.0f, 0.0f}, kThresholdAlone);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FLOAT_EQ(found[0].confidence, 0.875f);
  SegmentSettings smoothed = kThresholdAlone;
  smoothed.median_frames = 3;
  const auto again = find({0.0f, 1.0f, 0.7f, 1.0f, 0.0f}, smoothed);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_FLOAT_EQ(again[0].confidence, 0.9f) << "of the curve as it was before the median";
}

TEST(Segments, ThatReachTheLastFrameReachTheEndOfTheSong) {
  EXPECT_EQ(spans(find({0, 0, 1}, kThresholdAlone, 0.345)), (Spans{{0.2, 0.345}}));
  EXPECT_TRUE(find({0, 0, 1}, kThresholdAlone, 0.2 + 1e-7).empty()) << "no length in a file";
}

TEST(Segments, OfAnEmptyCurveAreNone) { EXPECT_TRUE(find({}, kThresholdAlone).empty()); }

}  // namespace
}  // namespace cantus
