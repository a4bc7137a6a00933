#include "apps/songs/song_list.h"

#include <gtest/gtest.h>

#include "tests/data/support/scratch.h"
#include "tests/data/support/stand_ins.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

TEST(SongList, HasEachSongOnceAsItIsFirstNamed) {
  const Scratch scratch;
  fs::create_directories(scratch / "music");
  for (const char* song : {"music/a.wav", "music/b.wav"}) scratch.file(song, "sound");
  const auto list = scratch.file("list.txt", "music/b.wav\nmusic/../music/b.wav\n");
  const auto songs = list_songs(
      {scratch / "music/./b.wav", fs::relative(scratch / "music/b.wav"), scratch / "music"}, list);
  ASSERT_EQ(songs.size(), 2u);
  EXPECT_EQ(songs[0].path.string(), (scratch / "music/./b.wav").string());
  EXPECT_EQ(songs[1].path, scratch / "music/a.wav");
}

// Outputs are named after songs: a link is another song than its target.
TEST(SongList, HasLinksBesideWhatTheyLeadTo) {
  const Scratch scratch;
  scratch.file("a.wav", "sound");
  fs::create_symlink("a.wav", scratch / "b.wav");
  EXPECT_EQ(list_songs({scratch / "a.wav", scratch / "b.wav"}, {}).size(), 2u);
}

// Judged by their bytes, songs at a low bit rate would seem much shorter.
TEST(StatedDuration, IsThatOfTheHeaderOrElseOfTheBytes) {
  const Scratch scratch;
  const std::string head = "\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67\xff";
  const Song song{scratch.file("a.webm", head + std::string(31990, 'x')), {}};
  const StandIns programs;
  programs.put("ffprobe", "echo channels=2\necho duration=123.5");
  EXPECT_EQ(stated_duration_of(song, true), 123.5);
  EXPECT_NEAR(stated_duration_of(song), 2, 0.01) << "a batch does not wait for ffprobe";
  programs.put("ffprobe", "exit 1");
  EXPECT_NEAR(stated_duration_of(song, true), 2, 0.01);
  EXPECT_EQ(stated_duration_of({scratch.file("a.wav", "no sound"), {}}), 0);
}

}  // namespace
}  // namespace cantus
