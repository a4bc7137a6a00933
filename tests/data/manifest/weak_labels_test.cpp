#include "data/manifest/weak_labels.h"

#include <gtest/gtest.h>

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(WeakManifest, ReadsClipsBelowItsFolder) {
  const Scratch scratch;
  const auto path = scratch.file("clips.tsv", "a song.mp3\t1\nx/b.ogg\t0\n");
  const std::vector<WeakClip> expected{{scratch / "a song.mp3", true},
                                       {scratch / "x/b.ogg", false}};
  EXPECT_EQ(read_weak_manifest(path), expected);
}

TEST(WeakManifest, RefusesPathsThatLeaveItsFolder) {
  const Scratch scratch;
  for (const std::string bad : {"/etc/passwd", "../a.wav", "x/../../a.wav", "-rf", ""}) {
    expect_error(Exit::kBadData, "clips.tsv:2: path \"" + bad + "\"", [&] {
      read_weak_manifest(scratch.file("clips.tsv", "ok.wav\t1\n" + bad + "\t1\n"));
    });
  }
}

TEST(WeakManifest, LosesNoClipWhoseNameOpensAComment) {
  const Scratch scratch;
  scratch.file("#1.wav", "x");
  expect_error(Exit::kBadData, "clips.tsv:1: \"#1.wav\" is a file",
               [&] { read_weak_manifest(scratch.file("clips.tsv", "#1.wav\t1\nb.wav\t0\n")); });
}

TEST(WeakManifest, IsToldFromLabelsByTimes) {
  const Scratch scratch;
  const auto is_weak = [&](const std::string& text) {
    return is_weak_manifest(scratch.file("a.tsv", text));
  };
  EXPECT_TRUE(is_weak("# clips\nx/a.wav\t1\n"));
  EXPECT_TRUE(is_weak("12.wav\t0\n"));
  EXPECT_FALSE(is_weak("0.02\t1\n"));
  EXPECT_FALSE(is_weak("a.wav\tsing\n"));
  EXPECT_FALSE(is_weak("path\tlabels\tsplit\n"));
}

TEST(WeakManifest, RefusesOtherLabels) {
  const Scratch scratch;
  const auto refused = [&](const std::string& text, const std::string& message) {
    expect_error(Exit::kBadData, message,
                 [&] { read_weak_manifest(scratch.file("clips.tsv", text)); });
  };
  refused("a.wav\tyes\n", "clips.tsv:1: label \"yes\" (expected 0 or 1)");
  refused("a.wav 1\n", "clips.tsv:1: 1 fields");
  refused("a.wav\t1\nb.wav\t1\t5\t9\n", "clips.tsv:2: 4 fields (expected path TAB 0|1)");
  refused("a.wav\t1\nb.wav\t0\n./a.wav\t0\n", "clips.tsv:3: \"./a.wav\" a second time");
  refused("# empty\n", "clips.tsv: holds no clips");
}

TEST(WeakFolders, AreVocalAndNonvocal) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch / "vocal");
  std::filesystem::create_directories(scratch / "nonvocal/deep");
  for (const char* name :
       {"vocal/b.mp3", "vocal/a.wav", "nonvocal/deep/c.ogg", "vocal/notes.txt"}) {
    scratch.file(name, "x");
  }
  const std::vector<WeakClip> expected{{scratch / "vocal/a.wav", true},
                                       {scratch / "vocal/b.mp3", true},
                                       {scratch / "nonvocal/deep/c.ogg", false}};
  EXPECT_EQ(list_weak_folders(scratch.folder()), expected);
  expect_error(Exit::kNoInput, "vocal: no such folder",
               [&] { list_weak_folders(scratch / "vocal"); });
}

}  // namespace
}  // namespace cantus
