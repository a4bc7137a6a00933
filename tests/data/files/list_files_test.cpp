#include "data/files/list_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(ListFiles, IsSortedAndLeavesHiddenAndOtherFilesOut) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch / "b");
  std::filesystem::create_directories(scratch / ".hidden");
  for (const char* name : {"c.wav", "b/d.WAV", "a.flac", "a.txt", ".x.wav", ".hidden/e.wav"}) {
    scratch.file(name, "x");
  }
  const std::vector<std::filesystem::path> expected{scratch / "a.flac", scratch / "b/d.WAV",
                                                    scratch / "c.wav"};
  EXPECT_EQ(list_files(scratch.folder(), {".wav", ".flac"}), expected);
  EXPECT_EQ(list_files(scratch.folder()).size(), 4u);
}

// A collection with a broken mount in it must not look complete.
TEST(ListFiles, NamesWhatCannotBeReadAndFollowsNoLinkToAFolder) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch / "elsewhere");
  scratch.file("elsewhere/b.wav", "x");
  std::filesystem::create_directories(scratch / "songs");
  std::filesystem::create_symlink(scratch / "none", scratch / "songs/a.wav");
  std::filesystem::create_symlink(scratch / "elsewhere/b.wav", scratch / "songs/b.wav");
  std::filesystem::create_directory_symlink(scratch / "elsewhere", scratch / "songs/c.wav");
  ASSERT_EQ(::mkfifo((scratch / "songs/d.wav").c_str(), 0600), 0);
  const std::vector<std::filesystem::path> expected{
      scratch / "songs/a.wav", scratch / "songs/b.wav", scratch / "songs/d.wav"};
  std::size_t num_links = 0;
  EXPECT_EQ(list_files(scratch / "songs", {".wav"}, &num_links), expected);
  EXPECT_EQ(num_links, 1u);
}

TEST(ListFiles, NamesAFolderThatMayNotBeRead) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch / "songs/locked");
  scratch.file("songs/a.wav", "x");
  ::chmod((scratch / "songs/locked").c_str(), 0);
  ::chmod(scratch.folder().c_str(), 0755);
  const uid_t me = ::geteuid();
  if (me == 0) {
    ASSERT_EQ(::seteuid(65534), 0);  // root may read all
  }
  const std::vector<std::filesystem::path> expected{scratch / "songs/a.wav",
                                                    scratch / "songs/locked"};
  const auto found = list_files(scratch / "songs", {".wav"});
  ASSERT_EQ(::seteuid(me), 0);
  EXPECT_EQ(found, expected);
  ::chmod((scratch / "songs/locked").c_str(), 0700);
}

TEST(ListFiles, NamesTenFilesAndCountsTheOthers) {
  std::vector<std::filesystem::path> files(10, "a/b.wma");
  const std::string ten = names_of(files);
  EXPECT_EQ(ten.size(), 10 * 7 + 9 * 2);
  files.resize(12, "c.wma");
  EXPECT_EQ(names_of(files), ten + " and 2 more");
}

TEST(ListFiles, RefusesAnAbsentFolder) {
  const Scratch scratch;
  expect_error(Exit::kNoInput, "none: no such folder", [&] { list_files(scratch / "none"); });
}

TEST(ListFiles, RefusesAFile) {
  const Scratch scratch;
  expect_error(Exit::kNoInput, "no such folder", [&] { list_files(scratch.file("a", "x")); });
}

}  // namespace
}  // namespace cantus
