#include "apps/songs/planned_songs.h"

#include <gtest/gtest.h>

#include "tests/support/holds.h"

namespace cantus {
namespace {

// The headers of compressed files may promise too much: here ten seconds each, of which four and
// three are there, and one second of the file that fails.
TEST(PlannedSongs, ExpectNoMoreSoundThanWasHeardOfThoseThatAreDone) {
  const PlannedSongs plan{{{"a.mp3", ""}, {"damaged.mp3", ""}, {"b.mp3", ""}}, {10, 10, 10}};
  Batch batch;
  ::testing::internal::CaptureStderr();
  work_through(
      plan, "features", batch,
      [](std::size_t i, Progress& progress) {
        progress.advance(0, i == 0 ? 4 : i == 1 ? 1 : 3);
        if (i == 1) throw Error(Exit::kBadData, "damaged.mp3", "ends early");
      },
      [](const Song& song, const Error&) { EXPECT_EQ(song.path, "damaged.mp3"); });
  EXPECT_TRUE(holds(::testing::internal::GetCapturedStderr(), "2 of 3 songs, 8 of 8 s"));
}

}  // namespace
}  // namespace cantus
