#include "data/files/file_stamp.h"

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

void expect_changed(const fs::path& song, const FileStamp& before) {
  expect_error(Exit::kTryAgain, "song: changed while it was read",
               [&] { require_unchanged(song, before); });
}

TEST(FileStamp, TellsAFileThatWasReplacedOrWrittenTo) {
  const Scratch scratch;
  const auto song = scratch.file("song", "one");
  const FileStamp before = stamp_of(song);
  EXPECT_NO_THROW(require_unchanged(song, before));
  fs::rename(scratch.file("other", "one"), song);
  expect_changed(song, before);
  const FileStamp then = stamp_of(song);
  std::ofstream(song, std::ios::app) << "more";
  expect_changed(song, then);
  const FileStamp last = stamp_of(song);
  fs::remove(song);
  expect_changed(song, last);
}

// As archives and copies that preserve times do.
TEST(FileStamp, TellsAFileThatWasGivenItsOldTimeAgain) {
  const Scratch scratch;
  const auto song = scratch.file("song", "one");
  const FileStamp before = stamp_of(song);
  const auto written = fs::last_write_time(song);
  std::fstream(song) << "two";
  fs::last_write_time(song, written);
  expect_changed(song, before);
}

}  // namespace
}  // namespace cantus
