#include "data/manifest/song_subset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

const std::set<std::string> kPositive{"sing"};

class SongSubset : public ::testing::Test {
 protected:
  // Instrumentals have labels too.
  CorpusSong row(const std::string& name, const std::string& kind, bool has_voice,
                 Split split = Split::kTrain) const {
    CorpusSong song;
    song.name = name;
    if (kind != "accompaniment") song.labels = has_voice ? sung_ : unsung_;
    song.split = split;
    song.facts["kind"] = kind;
    return song;
  }

  // Eight training songs with their accompaniments, four instrumentals, and one song in each other
  // split.
  std::vector<CorpusSong> corpus() const;

  Scratch scratch_;
  std::filesystem::path sung_ = scratch_.file("sung.lab", "0 1 nosing\n1 2 sing\n");
  std::filesystem::path unsung_ = scratch_.file("unsung.lab", "0 2 nosing\n");
};

std::vector<CorpusSong> SongSubset::corpus() const {
  std::vector<CorpusSong> songs;
  for (int i = 0; i < 8; ++i) {
    songs.push_back(row("song" + std::to_string(i), "song", true));
    songs.push_back(row("song" + std::to_string(i) + "-music", "accompaniment", false));
  }
  songs.push_back(row("valid", "song", true, Split::kValid));
  songs.push_back(row("valid-music", "accompaniment", false, Split::kValid));
  songs.push_back(row("test", "song", true, Split::kTest));
  for (int i = 0; i < 4; ++i)
    songs.push_back(row("band" + std::to_string(i), "instrumental", false));
  return songs;
}

std::set<std::string> names(const std::vector<CorpusSong>& songs) {
  std::set<std::string> names;
  for (const CorpusSong& song : songs) names.insert(song.name);
  EXPECT_EQ(names.size(), songs.size());
  return names;
}

std::int64_t count(const std::set<std::string>& names, const std::string& opening) {
  return std::count_if(names.begin(), names.end(),
                       [&](const std::string& name) { return name.rfind(opening, 0) == 0; });
}

TEST_F(SongSubset, BelievesTheManifestOnVoice) {
  auto songs = corpus();
  songs[0].facts["has_voice"] = "0";      // for song0, which has labels
  songs.back().facts["has_voice"] = "1";  // for an instrumental, which has none
  songs.push_back(row("band4", "instrumental", false));
  songs.back().facts["has_voice"] = "1";
  EXPECT_EQ(num_songs_with_voice(songs, Split::kTrain, kPositive), 9);
}

TEST_F(SongSubset, CountsASongWhoseLabelsCannotBeRead) {
  auto songs = corpus();
  songs.back().labels = scratch_ / "absent.lab";
  EXPECT_EQ(num_songs_with_voice(songs, Split::kTrain, kPositive), 9);
  EXPECT_EQ(num_songs_with_voice(songs, Split::kTrain, {"speech"}), 1);
}

TEST_F(SongSubset, TakesSongsWithTheirAccompanimentsAndAShareOfTheOthers) {
  EXPECT_EQ(num_songs_with_voice(corpus(), Split::kTrain, kPositive), 8);
  const auto taken = names(take_songs(corpus(), Split::kTrain, kPositive, 2, 1));
  EXPECT_EQ(count(taken, "song"), 4);
  for (int i = 0; i < 8; ++i) {
    const std::string name = "song" + std::to_string(i);
    EXPECT_EQ(taken.contains(name), taken.contains(name + "-music")) << name;
  }
  EXPECT_EQ(count(taken, "band"), 1);
  EXPECT_EQ(count(taken, "valid"), 2);
  EXPECT_EQ(count(taken, "test"), 1);
  const auto three = names(take_songs(corpus(), Split::kTrain, kPositive, 3, 1));
  EXPECT_EQ(count(three, "band"), 2) << "1.5, rounded";
  EXPECT_EQ(names(take_songs(corpus(), Split::kTrain, kPositive, 8, 1)), names(corpus()));
}

TEST_F(SongSubset, AnAccompanimentBehindASongOfAnotherSplitIsASongOfItsOwn) {
  const std::vector<CorpusSong> songs{row("song0", "song", true), row("song1", "song", true),
                                      row("test", "song", true, Split::kTest),
                                      row("music", "accompaniment", false)};
  for (std::uint64_t seed = 1; seed <= 8; ++seed)
    EXPECT_TRUE(names(take_songs(songs, Split::kTrain, kPositive, 1, seed)).contains("music"));
}

TEST_F(SongSubset, FewerSongsAreAmongMoreAndAnotherSeedTakesOthers) {
  const auto four = names(take_songs(corpus(), Split::kTrain, kPositive, 4, 1));
  const auto two = names(take_songs(corpus(), Split::kTrain, kPositive, 2, 1));
  EXPECT_TRUE(std::includes(four.begin(), four.end(), two.begin(), two.end()));
  std::set<std::set<std::string>> draws;
  for (std::uint64_t seed = 1; seed <= 8; ++seed)
    draws.insert(names(take_songs(corpus(), Split::kTrain, kPositive, 2, seed)));
  EXPECT_GT(draws.size(), 4u);
}

TEST_F(SongSubset, OfAnotherSplitLeavesTheTrainingSongsAlone) {
  EXPECT_EQ(num_songs_with_voice(corpus(), Split::kTest, kPositive), 1);
  auto songs = corpus();
  songs.push_back(row("other test", "song", true, Split::kTest));
  songs.push_back(row("other test-music", "accompaniment", false, Split::kTest));
  const auto taken = names(take_songs(songs, Split::kTest, kPositive, 1, 1));
  EXPECT_EQ(count(taken, "song"), 16);
  EXPECT_EQ(count(taken, "test") + count(taken, "other test"), taken.contains("test") ? 1 : 2);
}

}  // namespace
}  // namespace cantus
