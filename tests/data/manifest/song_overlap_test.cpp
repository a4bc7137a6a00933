#include "data/manifest/song_overlap.h"

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

CorpusSong song_in(Split split, const std::string& name) {
  CorpusSong song;
  song.path = name + " " + to_string(split) + ".wav";
  song.split = split;
  song.facts["song"] = name;
  return song;
}

TEST(SongOverlap, KnowsANameInAnyWayOfWriting) {
  EXPECT_EQ(song_key("A Classic Education - NightOwl"), song_key("AClassicEducation_Night Owl"));
  EXPECT_EQ(song_key("Johnny Lokke - Promises & Lies"), "johnnylokkepromiseslies");
  EXPECT_NE(song_key("Meaxic - Take A Step"), song_key("Meaxic - You Listen"));
  EXPECT_NE(song_key("永遠のレプリカ"), song_key("真夏のマジック"));
  EXPECT_NE(song_key("Är du där"), song_key("Ör du dör"));
  EXPECT_NE(song_key("!!!"), song_key("+ -"));
}

TEST(SongOverlap, RefusesSongsInTwoSplitsByTheirNames) {
  expect_error(
      Exit::kBadData,
      "2 songs are in two splits: AClassicEducation_NightOwl (train, test), "
      "Meaxic - Take a Step (valid, train) (expected every song in one)",
      [] {
        require_songs_in_one_split({song_in(Split::kTrain, "A Classic Education - NightOwl"),
                                    song_in(Split::kTest, "Leaf - Summerghost"),
                                    song_in(Split::kValid, "Meaxic - Take A Step"),
                                    song_in(Split::kTest, "AClassicEducation_NightOwl"),
                                    song_in(Split::kTrain, "Meaxic - Take a Step")});
      });
}

TEST(SongOverlap, RefusesASoundInTwoSplits) {
  CorpusSong here, there;
  here.path = "folder/a.wav";
  there.path = "folder/../folder/a.wav";
  there.gain_db = 3;
  there.split = Split::kValid;
  here.split = Split::kTrain;
  expect_error(Exit::kBadData, "1 song is in two splits: folder/../folder/a.wav (train, valid)",
               [&] {
                 require_songs_in_one_split({here, there});
               });
  there.split = Split::kTrain;
  require_songs_in_one_split({here, there});
}

// Copies, files of equal length, and files that differ only in their first byte.
TEST(SongOverlap, RefusesTheSameBytesInTwoSplits) {
  const Scratch scratch;
  const auto song = [&](Split split, const std::string& name, const std::string& bytes) {
    CorpusSong made;
    made.path = scratch.file(name, bytes);
    made.split = split;
    return made;
  };
  const std::string sound(20000, 's');
  const auto learned = song(Split::kTrain, "a.wav", "a" + sound);
  const auto other = song(Split::kTest, "b.wav", "b" + sound);
  CorpusSong absent;
  absent.split = Split::kValid;
  absent.path = scratch / "absent.wav";
  require_songs_in_one_split(
      {learned, other, song(Split::kTrain, "again.wav", "a" + sound), absent});
  expect_error(
      Exit::kBadData,
      "1 song is in two splits: " + learned.path.string() + " and " +
          (scratch / "copy.wav").string() + " (train, valid)",
      [&] {
        require_songs_in_one_split({learned, other, song(Split::kValid, "copy.wav", "a" + sound)});
      });
}

TEST(SongOverlap, AcceptsSongsInOneSplitAndSongsWithoutAName) {
  CorpusSong unnamed;
  unnamed.path = "unnamed.wav";
  unnamed.split = Split::kTest;
  require_songs_in_one_split({song_in(Split::kTrain, "Meaxic - Take A Step"),
                              song_in(Split::kTrain, "Meaxic_TakeAStep"),
                              song_in(Split::kTrain, ""), song_in(Split::kTest, ""), unnamed});
}

}  // namespace
}  // namespace cantus
