#include <gtest/gtest.h>

#include "data/manifest/labels_of_songs.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;

class LabelsOfSongs : public ::testing::Test {
 protected:
  void have(const Names& files) const {
    for (const std::string& name : files) {
      fs::create_directories((labels_ / name).parent_path());
      scratch_.file("labels/" + name, "0 1 sing\n");
    }
  }
  std::vector<Names> of(const std::vector<fs::path>& songs) const {
    std::vector<Names> names;
    for (const auto& files : labels_of_songs(labels_, songs)) {
      names.emplace_back();
      for (const fs::path& file : files)
        names.back().push_back(file.lexically_relative(labels_).string());
    }
    return names;
  }

  const Scratch scratch_;
  const fs::path labels_ = scratch_ / "labels";
};

TEST_F(LabelsOfSongs, LieAtTheSongsPlaceByItsName) {
  have({"a/b.lab", "a/c.flac.txt", "top two.dots.lab", "ä.LAB", "both.wav.csv", "both.lab"});
  EXPECT_EQ(of({"a/b.flac", "a/b", "a/c.FLAC", "a/c", "top two.dots.mp3", "ä.Wav", "both.wav",
                "both.mp3", "none.wav"}),
            (std::vector<Names>{{"a/b.lab"},
                                {"a/b.lab"},
                                {"a/c.flac.txt"},
                                {"a/c.flac.txt"},
                                {"top two.dots.lab"},
                                {"ä.LAB"},
                                {"both.wav.csv"},
                                {"both.lab"},
                                {}}));
}

TEST_F(LabelsOfSongs, OfSeveralKindsComeInTheOrderOfKinds) {
  have({"s.csv", "s.jams", "s.lab", "s.LAB", "s.png"});
  EXPECT_EQ(of({"s.wav"}), (std::vector<Names>{{"s.LAB", "s.lab", "s.csv", "s.jams"}}));
}

TEST_F(LabelsOfSongs, LieInTheFolderItselfWhereItHasNoSuchPlace) {
  have({"b.lab", "there/c.lab", "c.lab"});
  EXPECT_EQ(of({"deep/down/b.flac"}), (std::vector<Names>{{"b.lab"}}));
  EXPECT_EQ(of({"there/b.flac"}), (std::vector<Names>{{}}));
  EXPECT_EQ(of({"there/c.flac"}), (std::vector<Names>{{"there/c.lab"}}));
  // Labels belong to the song beside them; two songs in one place share them as elsewhere.
  EXPECT_EQ(of({"deep/b.flac", "b.flac"}), (std::vector<Names>{{}, {"b.lab"}}));
  EXPECT_EQ(of({"deep/b.flac", "deep/b.mp3"}), (std::vector<Names>{{"b.lab"}, {"b.lab"}}));
  expect_error(Exit::kBadData, "labels/b.lab: labels of both x/b.flac and y/b.mp3", [&] {
    of({"x/b.flac", "y/b.mp3"});
  });
}

TEST_F(LabelsOfSongs, OfASongWithoutAPlaceLieInAny) {
  have({"a/one.lab", "a/one.csv", "a/b/two.flac.lab", "a/three.lab", "b/three.lab", "b/four.lab"});
  EXPECT_EQ(of({"one.wav", "two.flac", "five.wav"}),
            (std::vector<Names>{{"a/one.lab", "a/one.csv"}, {"a/b/two.flac.lab"}, {}}));
  EXPECT_EQ(of({"c/one.wav"}), (std::vector<Names>{{}})) << "the folder has no such place";
  // Labels with a song beside them belong to no other song.
  EXPECT_EQ(of({"a/three.wav", "three.wav", "four.wav", "b/four.wav"}),
            (std::vector<Names>{{"a/three.lab"}, {"b/three.lab"}, {}, {"b/four.lab"}}));
  expect_error(Exit::kBadData,
               "b/three.lab: has the name of three.wav, as " + (labels_ / "a/three.lab").string(),
               [&] { of({"three.wav"}); });
  have({"three.lab"});
  EXPECT_EQ(of({"three.wav"}), (std::vector<Names>{{"three.lab"}}));
  EXPECT_EQ(labels_beside_songs(labels_, {"one.wav", "x/three.wav", "three.wav"}),
            (std::vector<std::vector<fs::path>>{{}, {}, {labels_ / "three.lab"}}));
}

TEST_F(LabelsOfSongs, AreFoundBehindLinks) {
  have({"a/b.lab"});
  fs::create_directory_symlink(labels_ / "a", labels_ / "link");
  EXPECT_EQ(of({"link/b.wav"}), (std::vector<Names>{{"link/b.lab"}}));
}

TEST_F(LabelsOfSongs, NeedTheirFolder) {
  expect_error(Exit::kNoInput, "labels", [&] { of({"a.wav"}); });
  expect_error(Exit::kNoInput, "labels", [&] { of({}); });
}

TEST(SongOfLabels, IsNamedWithoutTheEndingOfLabels) {
  EXPECT_EQ(song_of_labels("a/b.c.lab"), "a/b.c");
  EXPECT_EQ(song_of_labels("a/b.FLAC.LAB"), "a/b.flac");
}

}  // namespace
}  // namespace cantus
