#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "data/synth/score/score.h"
#include "data/synth/score/texture.h"

namespace cantus {
namespace {

constexpr double kSongS = 25;

TEST(Compose, EndsEveryNoteBeforeTheSongEnds) {
  for (int seed = 0; seed < 100; ++seed) {
    for (const bool instrumental : {false, true}) {
      const Score score = compose(seed, Split::kTrain, kSongS, instrumental);
      ASSERT_FALSE(score.parts.empty());
      for (const Part& part : score.parts) {
        for (const Note& note : part.notes) {
          EXPECT_GE(note.start_s, 0);
          EXPECT_GT(note.duration_s, 0);
          EXPECT_LT(note.start_s + note.duration_s, kSongS);
          EXPECT_GT(note.pitch, 20);
          EXPECT_LT(note.pitch, 110);
        }
      }
    }
  }
}

TEST(Compose, GivesSongsPhrasesInOrderAndInstrumentalsNone) {
  for (int seed = 0; seed < 100; ++seed) {
    double last_s = 0;
    int num_notes = 0;
    for (const Phrase& phrase : compose(seed, Split::kTrain, kSongS, false).phrases) {
      for (const SungNote& note : phrase) {
        EXPECT_GE(note.start_s, last_s - 1e-9);
        last_s = note.start_s + note.duration_s;
        ++num_notes;
      }
    }
    EXPECT_GT(num_notes, 3) << seed;
    EXPECT_TRUE(compose(seed, Split::kTrain, kSongS, true).phrases.empty());
  }
}

TEST(Compose, SharesNoStyleBetweenSplits) {
  std::set<std::string> seen[3];
  for (int split = 0; split < 3; ++split) {
    for (int seed = 0; seed < 60; ++seed) {
      seen[split].insert(compose(seed, static_cast<Split>(split), kSongS, false).style);
    }
  }
  EXPECT_GE(seen[0].size(), 8u);
  for (const auto& style : seen[1])
    EXPECT_EQ(seen[0].count(style) + seen[2].count(style), 0u) << style;
  for (const auto& style : seen[2]) EXPECT_EQ(seen[0].count(style), 0u) << style;
}

TEST(Texture, LetsNotesRingToTheEndOfTheirBar) {
  const Meter meter{.5, 4, 0};  // bars of 2 s
  Part part{0, 1, 0, false, {{0, .4, 60, .5}, {1.5, .4, 62, .5}, {2.01, 3, 64, .5}}};
  let_ring(meter, part);
  EXPECT_DOUBLE_EQ(part.notes[0].duration_s, 2);
  EXPECT_DOUBLE_EQ(part.notes[1].duration_s, .5);
  EXPECT_DOUBLE_EQ(part.notes[2].duration_s, 3);
  EXPECT_TRUE(rings(0));
  EXPECT_FALSE(rings(48));
  EXPECT_FALSE(rings(kDrums));
}

TEST(Texture, RangesFromNothingToMoreThanThreeParts) {
  std::set<std::size_t> counts;
  for (int seed = 0; seed < 100; ++seed) {
    Random random(seed, 1);
    counts.insert(draw_backing(random).size());
  }
  EXPECT_EQ(*counts.begin(), 0u);
  EXPECT_GT(*counts.rbegin(), 3u);
}

}  // namespace
}  // namespace cantus
