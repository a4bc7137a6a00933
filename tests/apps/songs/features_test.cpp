#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "data/audio/write_wav.h"
#include "data/features/feature_store.h"
#include "data/files/list_files.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

class Features : public ::testing::Test {
 protected:
  Features() {
    for (const char* name : {"a.wav", "b.wav", "c.wav"}) {
      std::vector<float> samples(16000);
      for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] = 0.01f * static_cast<float>(i * static_cast<std::size_t>(name[0]) % 97) - 0.5f;
      }
      std::filesystem::create_directories(music_);
      write_wav(music_ / name, Audio{16000, samples});
    }
  }
  ProcessResult features(const Arguments& more = {}) {
    return run_cantus(Arguments{"features", music_.string(), "-o", store_.string()} + more);
  }

  Scratch scratch_;
  std::filesystem::path music_ = scratch_ / "music";
  std::filesystem::path store_ = scratch_ / "store";
};

TEST_F(Features, FillsTheStoreAndKeepsWhatIsThere) {
  const auto first = nlohmann::json::parse(features({"--json"}).output);
  ASSERT_EQ(first["songs"].size(), 3u);
  EXPECT_EQ(first["songs"][0]["num_frames"], 49);
  EXPECT_FALSE(first["songs"][0]["was_there"]);
  const auto second = nlohmann::json::parse(features({"--json", "-j", "2"}).output);
  for (const auto& song : second["songs"]) EXPECT_TRUE(song["was_there"]);
  FeatureStore store(store_, front_end_preset("hou2020"), StoredFloat::kFloat32);
  EXPECT_EQ(store.read(second["songs"][2]["track"]).num_bands, 64);
}

TEST_F(Features, WarnsOfSoundsThatItCannotRead) {
  EXPECT_FALSE(holds(features({"--dry-run"}).errors, "skipped"));
  std::filesystem::create_directory(music_ / "album");
  scratch_.file("music/album/10.mpc", "x");
  scratch_.file("music/album/11.MPC", "x");
  const auto result = features({"--dry-run"});
  EXPECT_TRUE(ended(result, 0,
                    "2 sounds skipped, of formats that cannot be read: album/10.mpc, "
                    "album/11.MPC\n"));
}

TEST_F(Features, WritesNothingInADryRun) {
  const auto result = features({"--dry-run"});
  EXPECT_TRUE(ended(result, 0, "about 0.1 MB"));
  EXPECT_FALSE(std::filesystem::exists(store_));
  const auto plan = nlohmann::json::parse(features({"--dry-run", "--json"}).output);
  EXPECT_EQ(plan["schema"], "cantus.features/1");
  EXPECT_EQ(plan["dry_run"], true);
  EXPECT_EQ(plan["songs"].size(), 3u);
  EXPECT_GT(plan["bytes"], 30000);
  EXPECT_FALSE(std::filesystem::exists(store_));
}

TEST_F(Features, AreThoseThatTrainLooksFor) {
  const TinyCorpus corpus(scratch_ / "corpus");
  ASSERT_EQ(run_cantus({"features", (scratch_ / "corpus").string(), "-o",
                        (scratch_ / "corpus/features").string(), "-q"})
                .exit_code,
            0);
  const auto files = list_files(scratch_ / "corpus/features", {".h5"});
  EXPECT_EQ(files.size(), 7u);
  ASSERT_EQ(run_cantus({"train", corpus.experiment().string(), "-o", (scratch_ / "run").string(),
                        "-q", "--max-steps", "1"})
                .exit_code,
            0);
  EXPECT_EQ(list_files(scratch_ / "corpus/features", {".h5"}), files);
}

TEST_F(Features, GoesOnAfterABadFile) {
  scratch_.file("music/0.wav", "no sound");
  const auto result = features({"--json"});
  EXPECT_TRUE(ended(result, 65, "3 ok, 1 failed"));
  const auto songs = nlohmann::json::parse(result.output)["songs"];
  ASSERT_EQ(songs.size(), 4u);
  EXPECT_EQ(songs[0]["error"]["code"], 65);
  EXPECT_FALSE(songs[0].contains("track"));
  EXPECT_TRUE(songs[1].contains("track"));
  EXPECT_EQ(list_files(store_, {".h5"}).size(), 3u);
}

TEST_F(Features, RefusesAnUnknownFrontEnd) {
  const auto result = features({"--front-end", "hou202"});
  EXPECT_TRUE(ended(result, 64, "did you mean `hou2020`?"));
}

}  // namespace
}  // namespace cantus
