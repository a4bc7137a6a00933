#include <cmath>
#include <filesystem>
#include <map>
#include <numbers>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/detection/detect_song.h"
#include "apps/model/model_file.h"
#include "data/audio/write_wav.h"
#include "data/files/hash.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/page_json.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"
#include "tests/support/noise.h"

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

  void write_noise(float level, int num_smoothings) const {
    Audio audio{16000, testing::noise(48000, 3, level / 2)};
    auto& x = audio.samples;
    for (int i = 0; i < num_smoothings; ++i)
      for (std::size_t n = x.size() - 1; n > 0; --n) x[n] = (x[n] + x[n - 1]) / 2;
    write_wav(song_, audio);
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

// Noise at a level usual for songs, at other levels, and dull.
TEST_F(Pretrained, WarnsOfSongsFarFromThoseItLearnedFrom) {
  const auto warnings_of = [&](float level, int num_smoothings, const Arguments& more) {
    write_noise(level, num_smoothings);
    const auto result = run_cantus(Arguments{"detect", song_.string(), "--json", "-q"} + more);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output)["songs"][0]["warnings"].dump();
  };
  EXPECT_EQ(warnings_of(0.1f, 1, {}), "[]");
  const std::string quieter = warnings_of(0.001f, 1, {});
  EXPECT_TRUE(holds(quieter, "far quieter than"));
  const auto gain_in = [](const std::string& warning) {
    constexpr std::string_view kFlag = "--gain-db ";
    return warning.substr(warning.find(kFlag) + kFlag.size(), 2);
  };
  const std::string gain = gain_in(quieter);
  EXPECT_NEAR(std::stoi(gain), 40, 12);
  EXPECT_EQ(warnings_of(0.001f, 1, {"--gain-db", gain}), "[]");
  // The gain that is already given is taken into account.
  EXPECT_NEAR(std::stoi(gain_in(warnings_of(0.001f, 1, {"--gain-db", "10"}))), std::stoi(gain), 1);
  EXPECT_TRUE(holds(warnings_of(0.1f, 1, {"--gain-db", "30"}), "far louder than"));
  EXPECT_TRUE(holds(warnings_of(0.1f, 1, {"--gain-db", "30"}), " instead of 30 brings it there"));
  EXPECT_TRUE(holds(warnings_of(0.1f, 6, {}), "far less above 5455 Hz"));
}

TEST_F(Pretrained, WarnsOfWhatIsFarFromAModelBeside) {
  write_noise(0.001f, 1);
  fs::copy(kShipped, scratch_ / "other.safetensors");
  const auto result =
      run_cantus({"detect", song_.string(), "--beside", (scratch_ / "other.safetensors").string(),
                  "--page", "-o", (scratch_ / "found").string()});
  EXPECT_TRUE(holds(result.errors, "song.wav, other: far quieter than"));
  const auto shown = page_json(content_of(scratch_ / "found/song.html"), "song")["detections"];
  EXPECT_EQ(shown[0]["name"], "bundled");
  EXPECT_EQ(shown[1]["name"], "other");
}

TEST_F(Pretrained, IsThePapersNetworkInLessThanAMegabyte) {
  const auto result = run_cantus({"info", "--json", "--model", kShipped.string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(nlohmann::json::parse(result.output)["parameters"], 207298);
  EXPECT_LT(fs::file_size(kShipped), 1000000u);
}

// Three seconds of faint noise; the middle one with a 220 Hz tone of eight partials and vibrato.
Audio tone_in_noise() {
  Audio audio{16000, std::vector<float>(48000)};
  std::uint32_t word = 1;
  for (std::size_t n = 0; n < audio.samples.size(); ++n) {
    const double t = static_cast<double>(n) / 16000;
    word = 1664525u * word + 1013904223u;
    double x = 0.02 * (word / 2147483648.0 - 1);
    const double phase =
        2 * std::numbers::pi * 220 * t + 2 * std::sin(2 * std::numbers::pi * 5.5 * t);
    if (t >= 1 && t < 2)
      for (int h = 1; h <= 8; ++h) x += 0.2 * std::sin(h * phase) / h;
    audio.samples[n] = static_cast<float>(x);
  }
  return audio;
}

// From sound to curve. The expected values come from a separate program, in Python and in doubles,
// that shares no code with this one: only the papers' formulas and the file's numbers. Floats, with
// registers of any width, stay within a ten-thousandth of them.
TEST_F(Pretrained, FindsInATonesCurveWhatTheFormulasSay) {
  write_wav(song_, tone_in_noise(), WavFormat::kFloat32);
  Queue queue({}, 1);
  Model model = load_model(queue, kShipped);
  SongDetector detector(queue, queue, model, Precision::kFloat32, BlockScoring::kExact);
  const auto found =
      detector.detect(song_, decode_song(song_, detector.front_end()), SegmentSettings{});
  ASSERT_EQ(found.curve.value.size(), 149u);
  const std::map<int, double> expected{
      {0, 0.040909},   {20, 0.036472},  {28, 0.455994},  {32, 0.851083},  {36, 0.951249},
      {44, 0.992196},  {72, 0.998083},  {100, 0.995925}, {112, 0.936134}, {120, 0.858294},
      {124, 0.082157}, {132, 0.071201}, {148, 0.055275}};
  for (const auto& [frame, value] : expected)
    EXPECT_NEAR(found.curve.value[frame], value, 1e-4) << frame;
  EXPECT_NEAR(found.curve.time_s[44], 44 * 0.02 + 0.02, 1e-9);
}

TEST_F(Pretrained, IsFoundWhereItIsInstalledBesideTheProgram) {
  const fs::path installed = scratch_ / "bin/cantus", share = scratch_ / "share/cantus";
  for (const fs::path& folder : {installed.parent_path(), share}) fs::create_directories(folder);
  fs::copy_file(CANTUS_BINARY, installed);
  fs::copy_file(kShipped, share / "voice.safetensors");
  const auto result = run_unlimited({installed.string(), "detect", song_.string(), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(nlohmann::json::parse(result.output)["model"]["sha256"], sha256_of_file(kShipped));
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
