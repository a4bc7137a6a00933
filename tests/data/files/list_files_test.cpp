#include "data/files/list_files.h"

#include <gtest/gtest.h>

#include "tests/data/support/scratch.h"

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
