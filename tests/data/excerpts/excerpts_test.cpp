#include "data/excerpts/excerpts.h"

#include "tests/data/excerpts/three_songs.h"
#include "tests/support/expect_error.h"

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
  const FrameSet half = three_songs(StoredFloat::kFloat16);
  const Excerpts excerpts(half, {.num_frames = 2});
  std::vector<float> excerpt(4);
  excerpts.copy(7, excerpt.data());  // float16 represents integers below 2048 exactly
  EXPECT_EQ(excerpt, (std::vector<float>{100, -100, 101, -101}));
}

TEST(Excerpts, AreDrawnWhereTheirCentreIsLearnedFrom) {
  FrameSet frames(1, StoredFloat::kFloat32);
  frames.add_song({6, 1, {0, 1, 2, 3, 4, 5}}, {{-1, 1, -1, 0.5f, 0.75f, -1}});
  const Excerpts excerpts(frames, {.num_frames = 3});
  EXPECT_EQ(excerpts.size(), 4);
  EXPECT_EQ(excerpts.num_drawn(), 3);
  EXPECT_EQ(std::vector<std::int64_t>(excerpts.drawn().begin(), excerpts.drawn().end()),
            (std::vector<std::int64_t>{0, 2, 3}));
  const Excerpts balanced(frames, {.num_frames = 3, .is_balanced = true});
  EXPECT_EQ(balanced.with_voice().size(), 2u);
  EXPECT_EQ(balanced.without().size(), 1u);
  EXPECT_EQ(balanced.num_drawn(), 3);
  // If all excerpts are learned from, they need not be listed.
  const Excerpts inner(frames, {.num_frames = 1});
  EXPECT_EQ(inner.num_drawn(), 3);
  const FrameSet whole = three_songs();
  EXPECT_TRUE(Excerpts(whole, {.num_frames = 3}).drawn().empty());
  expect_error(Exit::kBadData, "no excerpt is left to learn from", [&] {
    FrameSet none(1, StoredFloat::kFloat32);
    none.add_song({2, 1, {0, 0}}, {{-1.0f, -1.0f}});
    Excerpts(none, {.num_frames = 1});
  });
}

TEST(Excerpts, ComeInBagsOfTheSongsThatHaveAny) {
  const FrameSet frames = three_songs();  // the second is too short
  const Excerpts bags(frames, {.num_frames = 3, .bag_size = 4});
  EXPECT_EQ(std::vector<std::int64_t>(bags.drawn().begin(), bags.drawn().end()),
            (std::vector<std::int64_t>{0, 2}));
  EXPECT_EQ(bags.num_drawn(), 8);
  EXPECT_EQ(bags.size(), 9);
  FrameSet two(1, StoredFloat::kFloat32);
  two.add_song({2, 1, {0, 0}}, {{1.0f, 1.0f}});
  two.add_song({2, 1, {0, 0}}, {{0.0f, 0.0f}});
  const Excerpts balanced(two, {.num_frames = 1, .is_balanced = true, .bag_size = 2});
  EXPECT_EQ(balanced.with_voice().front(), 0);
  EXPECT_EQ(balanced.without().front(), 1);
  EXPECT_EQ(balanced.num_drawn(), 4);
}

std::vector<std::int64_t> list(std::span<const std::int64_t> of) { return {of.begin(), of.end()}; }

TEST(Excerpts, OneASongAreOfTheirMiddlesUntilChosen) {
  const FrameSet frames = three_songs();  // excerpts 0 to 5, none, 6 to 8
  Excerpts excerpts(frames, {.num_frames = 3, .one_a_song = true});
  EXPECT_EQ(excerpts.num_drawn(), 2);
  EXPECT_EQ(list(excerpts.drawn()), (std::vector<std::int64_t>{3, 7}));
  const std::int64_t* before = excerpts.drawn().data();
  excerpts.choose(std::vector<std::int64_t>{5, 6});
  EXPECT_EQ(list(excerpts.drawn()), (std::vector<std::int64_t>{5, 6}));
  EXPECT_EQ(excerpts.drawn().data(), before);
  EXPECT_EQ(excerpts.num_drawn(), 2);
}

// Songs of a single excerpt leave no choice, but their excerpts are still listed.
TEST(Excerpts, OneASongAreListedWhereThereAreNoOthers) {
  FrameSet frames(1, StoredFloat::kFloat32);
  for (int song = 0; song < 2; ++song) frames.add_song({2, 1, {0, 1}}, {{1.0f, 1.0f}});
  const Excerpts excerpts(frames, {.num_frames = 2, .one_a_song = true});
  EXPECT_EQ(list(excerpts.drawn()), (std::vector<std::int64_t>{0, 1}));
  const Excerpts bags(frames, {.num_frames = 2, .bag_size = 1});
  EXPECT_EQ(list(bags.drawn()), (std::vector<std::int64_t>{0, 1}));
}

TEST(Excerpts, OneASongAreBalancedByWhatTheirSongsAre) {
  FrameSet frames(1, StoredFloat::kFloat32);
  for (const float label : {0.0f, 1.0f, 0.0f, 1.0f})
    frames.add_song({4, 1, {0, 1, 2, 3}}, std::vector<float>(4, label));
  Excerpts excerpts(frames, {.num_frames = 2, .is_balanced = true, .one_a_song = true});
  EXPECT_EQ(list(excerpts.with_voice()), (std::vector<std::int64_t>{4, 10}));
  EXPECT_EQ(list(excerpts.without()), (std::vector<std::int64_t>{1, 7}));
  excerpts.choose(std::vector<std::int64_t>{0, 5, 8, 9});
  EXPECT_EQ(list(excerpts.with_voice()), (std::vector<std::int64_t>{5, 9}));
  EXPECT_EQ(list(excerpts.without()), (std::vector<std::int64_t>{0, 8}));
  EXPECT_EQ(excerpts.num_drawn(), 4);
}

TEST(Excerpts, AreRefusedWhereThereAreNone) {
  const FrameSet frames = three_songs();
  expect_error(Exit::kBadData, "none has an excerpt's length",
               [&] { Excerpts(frames, {.num_frames = 9}); });
  expect_error(Exit::kBadData, "no excerpt has voice", [&] {
    FrameSet silent(1, StoredFloat::kFloat32);
    silent.add_song({2, 1, {0, 0}}, {{0.0f, 0.0f}});
    Excerpts(silent, {.num_frames = 1, .is_balanced = true});
  });
}

}  // namespace
}  // namespace cantus
