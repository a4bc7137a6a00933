#include "models/evaluation/overshoot.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cantus {
namespace {

// One frame per letter: '#' is voice, true or decided.
std::vector<float> frames(const std::string& text) {
  std::vector<float> values;
  for (const char c : text) values.push_back(c == '#' ? 0.9f : 0.1f);
  return values;
}

Overshoot of(const std::string& truth, const std::string& decided) {
  return measure_overshoot(frames(decided), frames(truth), 0.5f);
}

TEST(Overshoot, IsNothingWhereDecisionsAreTheTruth) {
  const Overshoot found = of("--###--##-", "--###--##-");
  EXPECT_EQ(found, (Overshoot{2, 2, 0, 0, 1, 0}));
  EXPECT_EQ(found.mean_lag(), 0);
  EXPECT_EQ(found.mean_lead(), 0);
}

TEST(Overshoot, CountsFramesBehindAnEndAndBeforeAStart) {
  const Overshoot found = of("---###----", "-#######--");
  EXPECT_EQ(found.lag, 2);
  EXPECT_EQ(found.lead, 2);
}

TEST(Overshoot, IsNegativeWhereDecisionsAreTooShort) {
  const Overshoot found = of("--#####---", "----##----");
  EXPECT_EQ(found.lag, -1);
  EXPECT_EQ(found.lead, -2);
}

// Decisions that return after a gap have already ended at the gap.
TEST(Overshoot, EndsAtTheFirstFrameWithoutVoice) {
  EXPECT_EQ(of("-###------", "-####-###-").lag, 1);
}

TEST(Overshoot, OfAPauseGlossedOverIsThePause) {
  const Overshoot found = of("-##---##--", "-########-");
  EXPECT_EQ(found, (Overshoot{2, 2, 3 + 1, 0 + 3, 1, 1}));
  EXPECT_DOUBLE_EQ(*found.mean_lag(), 2);
  EXPECT_DOUBLE_EQ(*found.mean_lead(), 1.5);
  for (const char* decided : {"-##-####--", "-####-##--"})
    EXPECT_EQ(of("-##---##--", decided).num_glossed_over, 0) << decided;
}

TEST(Overshoot, LeavesOutMissedSegmentsAndTheSongsOwnEnds) {
  EXPECT_EQ(of("-##---##--", "------##--"), (Overshoot{1, 1, 0, 0, 1, 0}));
  EXPECT_EQ(of("####------", "#####-----"), (Overshoot{1, 0, 1, 0, 0, 0}));
  EXPECT_EQ(of("------####", "----######"), (Overshoot{0, 1, 0, 2, 0, 0}));
  EXPECT_FALSE(of("----", "####").mean_lag());
}

TEST(Overshoot, DecidesByGreaterThanTheThreshold) {
  EXPECT_EQ(
      measure_overshoot(std::vector<float>{0.9f, 0.5f, 0.1f}, std::vector<float>{1, 0, 0}, 0.5f)
          .lag,
      0);
}

TEST(Overshoot, OfSongsAddsUp) {
  Overshoot sum = of("---###----", "-#######--");
  sum += of("-##---##--", "-########-");
  EXPECT_EQ(sum, (Overshoot{3, 3, 6, 5, 1, 1}));
}

}  // namespace
}  // namespace cantus
