#include "data/batches/excerpts.h"

#include "tests/data/batches/three_songs.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

TEST(Excerpts, LieInsideTheirSongsAndCarryTheLabelOfTheirCentre) {
  const FrameSet frames = three_songs();
  const Excerpts excerpts(frames, {.num_frames = 3});
  ASSERT_EQ(excerpts.size(), 6 + 0 + 3);
  std::vector<float> excerpt(6);
  excerpts.copy(5, excerpt.data());
  EXPECT_EQ(excerpt, (std::vector<float>{5, -5, 6, -6, 7, -7}));
  EXPECT_EQ(excerpts.label(5), 1);
  EXPECT_EQ(excerpts.label(3), 0);
  EXPECT_EQ(excerpts.label(4), 1);
  excerpts.copy(6, excerpt.data());
  EXPECT_EQ(excerpt, (std::vector<float>{200, -200, 201, -201, 202, -202}));
}

TEST(Excerpts, InHalfPrecisionAreTheRoundedValues) {
  const FrameSet half = three_songs(StoredFloat::f16);
  const Excerpts excerpts(half, {.num_frames = 2});
  std::vector<float> excerpt(4);
  excerpts.copy(7, excerpt.data());  // whole numbers below 2048 are exact
  EXPECT_EQ(excerpt, (std::vector<float>{100, -100, 101, -101}));
}

TEST(Excerpts, AreRefusedWhereThereAreNone) {
  const FrameSet frames = three_songs();
  expect_error(Exit::kBadData, "none has an excerpt's length",
               [&] { Excerpts(frames, {.num_frames = 9}); });
  expect_error(Exit::kBadData, "no excerpt has voice", [&] {
    FrameSet silent(1, StoredFloat::f32);
    silent.add_song({2, 1, {0, 0}}, {{0.0f, 0.0f}});
    Excerpts(silent, {.num_frames = 1, .is_balanced = true});
  });
}

}  // namespace
}  // namespace cantus
