#include <gtest/gtest.h>

#include "apps/songs/song_inputs.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

// Several processes that each work on a part of one collection.
namespace cantus {
namespace {

namespace fs = std::filesystem;

TEST(Shard, IsOneOfAsManyAsThereAre) {
  EXPECT_TRUE(parse_shard("0/1") && parse_shard("3/4"));
  for (const char* none : {"4/4", "5/4", "-1/4", "0/0", "1", "1/2/3", "a/b", ""})
    EXPECT_FALSE(parse_shard(none)) << none;
}

class ShardRuns : public ::testing::Test {
 protected:
  ShardRuns() { write_random_model(model_); }

  void add_song(const fs::path& song) {
    fs::create_directories((scratch_ / "music" / song).parent_path());
    fs::copy_file(corpus_.song(0), scratch_ / "music" / song);
  }
  ProcessResult detect(const std::string& shard) {
    return run_cantus({"detect", (scratch_ / "music").string(), "-m", model_.string(), "-o",
                       (scratch_ / "out").string(), "--shard", shard});
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
  fs::path model_ = scratch_ / "m.safetensors";
};

TEST_F(ShardRuns, MirrorTheFoldersOfTheWholeCollection) {
  for (const char* song : {"a/01.wav", "a/02.wav", "b/01.wav", "b/02.wav"}) add_song(song);
  for (const char* shard : {"0/4", "1/4", "2/4", "3/4"}) {
    const auto result = detect(shard);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
  }
  for (const char* file : {"a/01.lab", "a/02.lab", "b/01.lab", "b/02.lab"})
    EXPECT_TRUE(fs::exists(scratch_ / "out" / file)) << file;
}

TEST_F(ShardRuns, GiveANameToTheFirstSongOfAllThatAsksForIt) {
  for (const char* song : {"x.aifc", "x.wav"}) add_song(song);
  const auto second = detect("1/2");
  EXPECT_TRUE(ended(second, 64, "x.lab, as "));
  EXPECT_FALSE(fs::exists(scratch_ / "out/x.lab"));
  EXPECT_EQ(detect("0/2").exit_code, 0);
  EXPECT_TRUE(fs::exists(scratch_ / "out/x.lab"));
}

TEST_F(ShardRuns, DoASongOnceHoweverOftenItIsNamed) {
  add_song("x.wav");
  const auto x = scratch_ / "music/x.wav";
  for (const char* shard : {"0/2", "1/2"}) {
    const auto result =
        run_cantus({"detect", x.string(), fs::relative(x).string(), (scratch_ / "music").string(),
                    "-m", model_.string(), "-o", (scratch_ / "out").string(), "--shard", shard});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    EXPECT_EQ(result.output,
              shard == std::string("0/2") ? (scratch_ / "out/x.lab").string() + "\n" : "");
    EXPECT_TRUE(holds(result.errors, "cantus: 2 songs named again, done once\n"));
  }
}

TEST_F(ShardRuns, MayBeEmpty) {
  add_song("x.wav");
  EXPECT_EQ(detect("2/3").exit_code, 0);
  const auto features = run_cantus({"features", (scratch_ / "music").string(), "-o",
                                    (scratch_ / "store").string(), "--shard", "1/2"});
  EXPECT_EQ(features.exit_code, 0) << features.errors;
}

}  // namespace
}  // namespace cantus
