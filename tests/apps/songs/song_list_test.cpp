#include "apps/songs/song_list.h"

#include <gtest/gtest.h>

#include "tests/data/support/scratch.h"

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

// Outputs go by names: a link is another song.
TEST(SongList, HasLinksBesideWhatTheyLeadTo) {
  const Scratch scratch;
  scratch.file("a.wav", "sound");
  fs::create_symlink("a.wav", scratch / "b.wav");
  EXPECT_EQ(list_songs({scratch / "a.wav", scratch / "b.wav"}, {}).size(), 2u);
}

}  // namespace
}  // namespace cantus
