#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "data/audio/write_wav.h"
#include "data/files/hash.h"
#include "kernels/core/philox.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

const fs::path kShipped = fs::path(CANTUS_SOURCE_DIR) / "pretrained/voice.safetensors";

class Pretrained : public ::testing::Test {
 protected:
  Pretrained() {
    Audio silence{16000, std::vector<float>(16000)};
    write_wav(song_, silence);
  }

  Scratch scratch_;
  fs::path song_ = scratch_ / "song.wav";
};

TEST_F(Pretrained, DetectsWhereNoModelIsNamed) {
  const auto result = run_cantus({"detect", song_.string(), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto found = nlohmann::json::parse(result.output);
  EXPECT_EQ(found["model"]["network"], "glu_crnn");
  EXPECT_EQ(found["model"]["sha256"], sha256_of_file(kShipped));
}

TEST_F(Pretrained, IsJudgedWhereNoModelIsNamed) {
  scratch_.file("song.lab", "0 0.5 sing\n");
  const auto manifest =
      scratch_.file("songs.tsv", "path\tlabels\tsplit\nsong.wav\tsong.lab\ttest\n");
  const auto result = run_cantus({"evaluate", "--manifest", manifest.string(), "--json", "-q"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(nlohmann::json::parse(result.output)["model"]["sha256"], sha256_of_file(kShipped));
}

// Noise of a level as songs have it, of others, and dull.
TEST_F(Pretrained, WarnsOfSongsFarFromThoseItLearnedFrom) {
  const auto warnings_of = [&](float level, int num_smoothings,
                               const std::vector<std::string>& more) {
    Audio audio{16000, std::vector<float>(48000)};
    auto& x = audio.samples;
    for (std::uint32_t n = 0; n < x.size(); ++n)
      x[n] = level * (uniform_from(philox(3, n, 0, 0, 0).word[0]) - 0.5f);
    for (int i = 0; i < num_smoothings; ++i)
      for (std::size_t n = x.size() - 1; n > 0; --n) x[n] = (x[n] + x[n - 1]) / 2;
    write_wav(song_, audio);
    std::vector<std::string> arguments{"detect", song_.string(), "--json", "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = run_cantus(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output)["songs"][0]["warnings"].dump();
  };
  EXPECT_EQ(warnings_of(0.1f, 1, {}), "[]");
  EXPECT_NE(warnings_of(0.001f, 1, {}).find("far quieter than"), std::string::npos);
  EXPECT_EQ(warnings_of(0.001f, 1, {"--gain-db", "40"}), "[]");
  EXPECT_NE(warnings_of(0.1f, 1, {"--gain-db", "30"}).find("far louder than"), std::string::npos);
  EXPECT_NE(warnings_of(0.1f, 6, {}).find("far less above 5455 Hz"), std::string::npos);
}

TEST_F(Pretrained, IsThePapersNetworkInLessThanAMegabyte) {
  const auto result = run_cantus({"info", "--json", "--model", kShipped.string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(nlohmann::json::parse(result.output)["parameters"], 207298);
  EXPECT_LT(fs::file_size(kShipped), 1000000u);
}

TEST_F(Pretrained, IsMissedInOneLineBesideAProgramThatStandsAlone) {
  const fs::path alone = scratch_ / "bin/cantus";
  fs::create_directories(alone.parent_path());
  fs::copy_file(CANTUS_BINARY, alone);
  const auto result = run_unlimited({alone.string(), "detect", song_.string(), "-q"});
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_EQ(result.errors,
            "cantus: error: " + (scratch_ / "share/cantus/voice.safetensors").string() +
                ": the model of the program is not there; install both together, or "
                "name a model with --model\n");
}

}  // namespace
}  // namespace cantus
