#include "data/files/file_stamp.h"

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

TEST(FileStamp, TellsAFileThatWasReplacedOrWrittenTo) {
  const Scratch scratch;
  const auto song = scratch.file("song", "one");
  const FileStamp before = stamp_of(song);
  EXPECT_NO_THROW(require_unchanged(song, before));
  fs::rename(scratch.file("other", "one"), song);
  expect_error(Exit::kTryAgain, "song: changed while it was read",
               [&] { require_unchanged(song, before); });
  const FileStamp then = stamp_of(song);
  std::ofstream(song, std::ios::app) << "more";
  EXPECT_THROW(require_unchanged(song, then), Error);
  const FileStamp last = stamp_of(song);
  fs::remove(song);
  EXPECT_THROW(require_unchanged(song, last), Error);
}

// As archives and copies that keep times do.
TEST(FileStamp, TellsAFileThatWasGivenItsOldTimeAgain) {
  const Scratch scratch;
  const auto song = scratch.file("song", "one");
  const FileStamp before = stamp_of(song);
  const auto written = fs::last_write_time(song);
  std::fstream(song) << "two";
  fs::last_write_time(song, written);
  EXPECT_THROW(require_unchanged(song, before), Error);
}

}  // namespace
}  // namespace cantus
