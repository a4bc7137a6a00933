#include "data/batches/excerpts.h"

#include <map>
#include <set>

#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

// Songs of 8, 2 and 5 frames of two bands: frame k of song s holds 100 s + k and its negative.
FrameSet three_songs(StoredFloat type = StoredFloat::f32) {
  FrameSet frames(2, type);
  int song = 0;
  for (const int n : {8, 2, 5}) {
    FeatureMatrix features{n, 2, {}};
    std::vector<float> labels;
    for (int k = 0; k < n; ++k) {
      features.values.push_back(static_cast<float>(100 * song + k));
      features.values.push_back(-features.values.back());
      labels.push_back(song == 0 && k >= 5 ? 1.0f : 0.0f);
    }
    frames.add_song(features, labels);
    ++song;
  }
  return frames;
}

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

TEST(Excerpts, AreDrawnOnceInEveryPass) {
  const FrameSet frames = three_songs();
  const Excerpts excerpts(frames, {.num_frames = 3, .seed = 4});
  std::vector<std::int64_t> passes[3];
  for (std::uint64_t position = 0; position < 27; ++position)
    passes[position / 9].push_back(excerpts.draw(position));
  for (const auto& pass : passes) EXPECT_EQ(std::set(pass.begin(), pass.end()).size(), 9u);
  EXPECT_NE(passes[0], passes[1]);
}

TEST(Excerpts, OfAStepDoNotDependOnTheStepsBefore) {
  const FrameSet frames = three_songs();
  const ExcerptOptions options{.num_frames = 3, .seed = 4};
  const Excerpts first(frames, options), second(frames, options);
  std::vector<float> a(4 * 6), b(4 * 6), targets(8);
  for (std::uint64_t step = 0; step < 8; ++step) first.fill(step, a, targets);
  second.fill(7, b, targets);
  EXPECT_EQ(a, b);
}

TEST(Excerpts, OfABalancedBatchHaveVoiceEveryOtherTime) {
  const FrameSet frames = three_songs();
  const Excerpts excerpts(frames, {.num_frames = 3, .num_outputs = 1, .is_balanced = true});
  std::vector<float> features(6 * 6), targets(6);
  excerpts.fill(3, features, targets);
  EXPECT_EQ(targets, (std::vector<float>{1, 0, 1, 0, 1, 0}));
}

TEST(Excerpts, HaveTargetsForEitherHead) {
  const FrameSet frames = three_songs();
  std::vector<float> features(12), two(4), one(2);
  ExcerptOptions options{.num_frames = 3, .soft_label = 0.02f, .is_balanced = true};
  Excerpts(frames, options).fill(0, features, two);
  EXPECT_EQ(two, (std::vector<float>{1 - (1 - 0.02f), 1 - 0.02f, 1 - 0.02f, 0.02f}));
  options.num_outputs = 1;
  Excerpts(frames, options).fill(0, features, one);
  EXPECT_EQ(one, (std::vector<float>{0.98f, 0.02f}));
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
