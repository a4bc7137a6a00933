#include "data/corpora/assign_splits.h"

#include <algorithm>
#include <map>
#include <set>

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

Recording recording_by(const std::string& singer, const std::string& name) {
  Recording recording;
  recording.name = name;
  recording.singer = singer;
  return recording;
}

// 20 singers with 5 songs each.
std::vector<Recording> hundred() {
  std::vector<Recording> recordings;
  for (int i = 0; i < 100; ++i)
    recordings.push_back(recording_by("singer" + std::to_string(i / 5), std::to_string(i)));
  return recordings;
}

std::map<Split, int> counts_of(const std::vector<Recording>& recordings) {
  std::map<Split, int> counts;
  for (const Recording& recording : recordings) ++counts[*recording.split];
  return counts;
}

TEST(DrawSplits, KeepsASingerInOneSplitAndTheSharesAsStated) {
  auto recordings = hundred();
  draw_splits(1, recordings);
  std::map<std::string, std::set<Split>> splits_of;
  for (const Recording& recording : recordings)
    splits_of[recording.singer].insert(*recording.split);
  for (const auto& [singer, splits] : splits_of) EXPECT_EQ(splits.size(), 1u) << singer;
  const auto counts = counts_of(recordings);
  EXPECT_EQ(counts.at(Split::kTrain), 70);
  EXPECT_EQ(counts.at(Split::kValid), 15);
  EXPECT_EQ(counts.at(Split::kTest), 15);
}

// Shares of recordings, not singers: no split exceeds its share by more than the largest singer.
TEST(DrawSplits, KeepsTheSharesWhereSomeSingManyAndOthersOne) {
  constexpr int kMost = 10;
  std::vector<Recording> recordings;
  for (int singer = 0; singer < 110; ++singer)
    for (int i = 0; i < (singer < 10 ? kMost : 1); ++i)
      recordings.push_back(recording_by("singer" + std::to_string(singer),
                                        std::to_string(singer) + "_" + std::to_string(i)));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto drawn = recordings;
    draw_splits(seed, drawn);
    const auto counts = counts_of(drawn);
    EXPECT_LE(counts.at(Split::kTrain), 140 + kMost) << seed;
    EXPECT_LE(counts.at(Split::kValid), 30 + kMost) << seed;
    EXPECT_LE(counts.at(Split::kTest), 30 + kMost) << seed;
  }
}

TEST(DrawSplits, DependsOnTheSeedAndNotOnTheOrder) {
  auto first = hundred(), reversed = hundred(), other = hundred();
  std::reverse(reversed.begin(), reversed.end());
  draw_splits(1, first);
  draw_splits(1, reversed);
  draw_splits(2, other);
  std::reverse(reversed.begin(), reversed.end());
  int num_other = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].split, reversed[i].split);
    num_other += first[i].split != other[i].split;
  }
  EXPECT_GT(num_other, 10);
}

TEST(DrawSplits, LeavesTheSplitsThatACorpusHas) {
  auto recordings = hundred();
  for (Recording& recording : recordings) recording.split = Split::kTest;
  recordings[7].split.reset();
  draw_splits(1, recordings);
  EXPECT_EQ(recordings[7].split, Split::kTrain);
  EXPECT_EQ(counts_of(recordings).at(Split::kTest), 99);
}

TEST(SharedSplits, GoFromARecordingToTheOthersOfItsSong) {
  std::vector<Recording> recordings(6);
  for (const int i : {0, 1, 2, 5}) recordings[i].song = i == 2 ? "other" : "one";
  recordings[1].split = Split::kTest;
  for (const int i : {3, 5}) recordings[i].split = Split::kValid;
  share_splits_of_songs(recordings);
  EXPECT_EQ(recordings[0].split, Split::kTest);
  EXPECT_EQ(recordings[5].split, Split::kValid) << "which it had";
  EXPECT_FALSE(recordings[2].split);
  EXPECT_FALSE(recordings[4].split) << "whose songs are not known";
}

TEST(SplitFile, GoesByNameBeforeSingerAndLeavesOut) {
  const Scratch scratch;
  std::vector<Recording> recordings{recording_by("amy", "a1"), recording_by("amy", "a2"),
                                    recording_by("leon", "l1"), recording_by("leon", "l2")};
  const auto path = scratch.file(
      "s.tsv", "clip\tsinger\tsplit\namy\ttrain\na2\tx\ttest\nleon\tnone\nl2\tvalid\n");
  apply_split_file(path, recordings);
  ASSERT_EQ(recordings.size(), 3u);
  EXPECT_EQ(recordings[0].split, Split::kTrain);
  EXPECT_EQ(recordings[1].split, Split::kTest);
  EXPECT_EQ(recordings[2].name, "l2");
  EXPECT_EQ(recordings[2].split, Split::kValid);
}

TEST(SplitFile, RefusesWhatDoesNotFitTheCorpus) {
  const Scratch scratch;
  const auto refuses = [&](const std::string& text, const std::string& message) {
    std::vector<Recording> recordings{recording_by("amy", "a1"), recording_by("amy", "#one")};
    expect_error(Exit::kBadData, message,
                 [&] { apply_split_file(scratch.file("s.tsv", text), recordings); });
  };
  refuses("leon\ttrain\n",
          "s.tsv:1: \"leon\" (expected a recording, song or singer of the corpus, such as #one)");
  refuses("amy\tdev\n", "s.tsv:1: split \"dev\" (expected train, valid, test or none)");
  refuses("amy\ttrain\na1\tsplit\n", "s.tsv:2: split \"split\"");
  refuses("amy\ttrain\namy\ttest\n", "s.tsv:2: \"amy\" a second time, in another split");
  refuses("# by ear\n#one\ttest\namy\ttrain\n",
          "s.tsv:2: \"#one\" is a recording, song or singer, and a line that opens with # is "
          "passed over");
  refuses("amy train\n", "s.tsv:1: no tab (expected NAME TAB SPLIT)");
}

}  // namespace
}  // namespace cantus
