#include "data/labels/segment.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "data/frontend/front_end.h"

namespace cantus {
namespace {

// The starts of the first frames at 70 frames per second.
std::vector<double> seventy_per_second(std::size_t num_frames) {
  std::vector<double> starts_s;
  for (std::size_t k = 0; k < num_frames; ++k) starts_s.push_back(static_cast<double>(k) / 70);
  return starts_s;
}

TEST(FrameLabels, CountAFrameWhenItsStartLiesInTheSegment) {
  // start <= k / 70 < end: frame 70 is at 1 s, frame 140 at 2 s.
  const auto labels = frame_labels({{1.0, 2.0, "sing"}}, {"sing"}, seventy_per_second(210));
  EXPECT_EQ(labels[69], 0.0f);
  EXPECT_EQ(labels[70], 1.0f);
  EXPECT_EQ(labels[139], 1.0f);
  EXPECT_EQ(labels[140], 0.0f);
  EXPECT_EQ(std::accumulate(labels.begin(), labels.end(), 0.0f), 70.0f);
}

TEST(FrameLabels, EqualTheSlowDefinitionEverywhere) {
  const std::vector<Segment> segments{{0.0, 0.1, "nosing"},
                                      {0.1, 0.4142, "sing"},
                                      {0.4142, 0.4142, "sing"},
                                      {0.5, 0.9, "speech"},
                                      {0.9, 7.0, "sing"}};
  const auto labels = frame_labels(segments, {"sing", "speech"}, seventy_per_second(100));
  for (std::size_t k = 0; k < labels.size(); ++k) {
    float expected = 0;
    for (const auto& s : segments) {
      const double t = static_cast<double>(k) / 70.0;
      if (s.label != "nosing" && s.start_s <= t && t < s.end_s) expected = 1;
    }
    EXPECT_EQ(labels[k], expected) << k;
  }
}

TEST(FrameLabels, CanStandAtFrameCentres) {
  const auto& front_end = front_end_preset("hou2020");  // frame k at 0.02 k + 0.02 s
  const auto labels =
      frame_labels({{0.0399, 0.0601, "sing"}}, {"sing"}, frame_centres_s(front_end, 5));
  EXPECT_EQ(labels, (std::vector<float>{0, 1, 1, 0, 0}));
  const auto up_to_a_centre =
      frame_labels({{0, 5.74, "sing"}}, {"sing"}, frame_centres_s(front_end, 400));
  EXPECT_EQ(up_to_a_centre[285], 1);
  EXPECT_EQ(up_to_a_centre[286], 0) << "its centre is 5.74";
}

TEST(FrameLabels, AreNegativeWithoutSegments) {
  EXPECT_EQ(frame_labels({}, {"sing"}, seventy_per_second(3)), (std::vector<float>{0, 0, 0}));
}

TEST(LabelNames, AreForeignThatNeitherNameNorDenyAVoice) {
  const std::set<std::string> positive{"vocals"};
  EXPECT_EQ(
      judged_names({"vocals", "novocals", "nosing", "nothing", "none", "no"}, positive).foreign,
      std::set<std::string>{});
  EXPECT_EQ(judged_names({"noisy_vocals", "notes", "sing", "nomusic"}, positive).foreign,
            (std::set<std::string>{"noisy_vocals", "notes", "sing", "nomusic"}));
}

TEST(LabelNames, SpeakOfAVoiceThatTheyNameOrDeny) {
  const std::set<std::string> positive{"vocals", "sing"};
  for (const char* name : {"vocals", "novocals", "nosing"})
    EXPECT_TRUE(judged_names({"drums", name}, positive).mentions_voice) << name;
  for (const char* name : {"speech", "nospeech", "no", "none", ""})
    EXPECT_FALSE(judged_names({"drums", name}, positive).mentions_voice) << name;
}

TEST(FillGaps, CoversTheWholeSong) {
  const auto filled = fill_gaps({{1, 2, "sing"}, {2, 3, "sing"}, {4, 9, "sing"}}, 5, "nosing");
  const std::vector<Segment> expected{
      {0, 1, "nosing"}, {1, 2, "sing"}, {2, 3, "sing"}, {3, 4, "nosing"}, {4, 5, "sing"}};
  EXPECT_EQ(filled, expected);
}

// Rounded to six decimals, as in a file, a shorter segment would begin where it ends.
TEST(FillGaps, LeavesOutWhatHasNoLengthInAFile) {
  const auto filled = fill_gaps(
      {{3e-7, 1, "sing"}, {1 + 4e-7, 2, "sing"}, {3, 3 + 4e-7, "sing"}, {4, 5 - 3e-7, "sing"}}, 5,
      "nosing");
  const std::vector<Segment> expected{
      {0, 1, "sing"}, {1, 2, "sing"}, {2, 4, "nosing"}, {4, 5, "sing"}};
  EXPECT_EQ(filled, expected);
}

TEST(FillGaps, OfNothingIsOneSegment) {
  EXPECT_EQ(fill_gaps({}, 5, "nosing"), (std::vector<Segment>{{0, 5, "nosing"}}));
  EXPECT_EQ(fill_gaps({{6, 7, "sing"}}, 5, "nosing"), (std::vector<Segment>{{0, 5, "nosing"}}));
}

}  // namespace
}  // namespace cantus
