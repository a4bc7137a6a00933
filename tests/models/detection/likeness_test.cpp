#include "models/detection/likeness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace cantus {
namespace {

// Sixteen bands, of which the highest two are the treble.
std::vector<float> frame(float low, float high) {
  std::vector<float> bands(16, low);
  bands[14] = bands[15] = high;
  return bands;
}

Likeness likeness_of(const std::vector<std::vector<float>>& frames) {
  std::vector<float> features;
  for (const auto& one : frames) features.insert(features.end(), one.begin(), one.end());
  return likeness_to_training(features, std::vector<float>(16, -9));
}

TEST(Likeness, IsTheMiddleOfTheBandsMeansAndTheTrebleBesideIt) {
  const auto found = likeness_of({frame(-1, -4), frame(-2, -2)});
  EXPECT_DOUBLE_EQ(found.level, -1.5);
  EXPECT_DOUBLE_EQ(found.treble, -1.5);
}

TEST(Likeness, NamesTheBandOfTheMiddle) {
  auto bands = frame(-3, 5);
  std::fill(bands.begin() + 9, bands.end(), 5.0f);
  bands[4] = 1;
  EXPECT_EQ(likeness_of({bands}).level_band, 4);
  EXPECT_DOUBLE_EQ(likeness_of({bands}).level, 1);
}

TEST(Likeness, PassesOverDigitalSilence) {
  const auto found = likeness_of({frame(-9, -9), frame(2, 3), frame(-9, -9)});
  EXPECT_DOUBLE_EQ(found.level, 2);
  EXPECT_DOUBLE_EQ(found.treble, 1);
  const auto of_nothing = likeness_of({frame(-9, -9)});
  EXPECT_DOUBLE_EQ(of_nothing.level, 0);
  EXPECT_DOUBLE_EQ(of_nothing.treble, 0);
}

}  // namespace
}  // namespace cantus
