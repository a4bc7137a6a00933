#include "apps/program/progress.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

// One song of ten minutes among ten of a minute: the time left follows the seconds of sound.
TEST(Progress, GoesBySecondsOfSoundWhereTheyAreKnown) {
  const ProgressState state{0, 11, "songs", 300, 1200, ""};
  EXPECT_DOUBLE_EQ(state.share(), 0.25);
  EXPECT_EQ(state.text(30, false), "0 of 11 songs, 300 of 1200 s, 10 x real time, 1:30 left");
  EXPECT_EQ(state.text(30, true), "0 of 11 songs, 300 of 1200 s, 10 x real time");
}

TEST(Progress, GoesByNumberElsewhere) {
  const ProgressState state{3, 12, "batches", 0, 0, "loss 0.5"};
  EXPECT_EQ(state.text(6, false), "3 of 12 batches, 0.5/s, 0:18 left, loss 0.5");
  EXPECT_EQ((ProgressState{0, 1, "songs", 0, 0, ""}.text(2, false)), "0 of 1 song");
  EXPECT_EQ((ProgressState{1, 1, "batches", 0, 0, ""}.text(2, true)), "1 of 1 batch, 0.5/s");
  EXPECT_EQ((ProgressState{1, 0, "filters", 0, 0, ""}.text(2, false)), "1 filter, 0.5/s");
  EXPECT_EQ((ProgressState{4, 0, "songs", 0, 0, ""}.text(2, false)), "4 songs, 2/s");
  EXPECT_EQ((ProgressState{9000, 0, "songs", 0, 0, ""}.text(2, true)), "9000 songs, 4500/s");
}

// Of 100 songs 80 were there already, 50 of them so far, and ten took 20 s.
TEST(Progress, TakesItsRateFromWhatNeededWork) {
  const ProgressState state{60, 100, "songs", 0, 0, "", 50};
  EXPECT_DOUBLE_EQ(state.share(), 0.6);
  EXPECT_EQ(state.text(20, false), "60 of 100 songs, 0.5/s, 1:20 left");
  EXPECT_EQ((ProgressState{50, 100, "songs", 0, 0, "", 50}.text(2, false)), "50 of 100 songs");
  EXPECT_EQ((ProgressState{100, 100, "songs", 0, 0, "", 100}.text(2, true)), "100 of 100 songs");
}

}  // namespace
}  // namespace cantus
