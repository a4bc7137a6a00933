#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/study/finished_run.h"
#include "data/audio/write_wav.h"
#include "data/picture/png_file.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// The studies of Schlueter 2016 in their trial form, on even shorter songs in place of rendered
// ones: 0.95 s of noise, with a warbling tone that comes and goes in the middle, and the same noise
// alone.
class SchlueterStudies : public ::testing::Test {
 protected:
  SchlueterStudies() {
    std::string manifest = "path\tlabels\tsplit\tkind\n";
    std::uint32_t number = 0;
    for (const std::string split : {"train", "valid", "test"}) {
      const std::string song = "songs/" + split + "/00004";
      fs::create_directories(scratch_ / song);
      write_song(song + "/mix.wav", ++number, 0.2f);
      write_song(song + "/accompaniment.wav", number, 0);
      scratch_.file(song + "/vocals.lab", "0.3 0.6 sing\n");
      manifest += fmt::format("{0}/mix.wav\t{0}/vocals.lab\t{1}\tsong\n", song, split);
      manifest += fmt::format("{0}/accompaniment.wav\t\t{1}\taccompaniment\n", song, split);
    }
    scratch_.file("manifest.tsv", manifest);
  }

  void write_song(const std::string& file, std::uint32_t number, float voice) const {
    constexpr int kRate = 22050;
    Audio audio{kRate, {}};
    for (std::uint32_t n = 0; n < 95 * kRate / 100; ++n) {
      const double t = static_cast<double>(n) / kRate;
      const auto tone = static_cast<float>(std::sin(2513 * t + 3 * std::sin(35 * t)));
      audio.samples.push_back(0.025f * testing::noise_at(number, n) +
                              (t > 0.3 && t < 0.6 ? voice * tone : 0));
    }
    write_wav(scratch_ / file, audio);
  }

  nlohmann::json run(const std::string& study, const Arguments& more = {},
                     const std::string& output = "") {
    const auto file = fs::path(CANTUS_SOURCE_DIR) / "experiments/schlueter2016" / (study + ".toml");
    const auto result = run_cantus(
        Arguments{"experiment", file.string(), "-o",
                  (scratch_ / (output.empty() ? study : output)).string(), "--work", work_.string(),
                  "--smoke", "--threads", "1", "--json", "-q", "--set",
                  "corpora.sung.root=" + scratch_.folder().string(), "--set", "data.num_songs=1"} +
        more);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output);
  }

  // The only folder of rounds.
  fs::path rounds() const {
    fs::path found;
    for (const auto& entry : fs::directory_iterator(work_)) {
      if (entry.path().filename().string().rfind("rounds-", 0) != 0) continue;
      EXPECT_TRUE(found.empty()) << entry.path();
      found = entry.path();
    }
    return found;
  }

  FinishedRun finished(const std::string& study, const std::string& name) const {
    return read_finished_run(scratch_ / study / "runs" / (name + ".json"));
  }

  // Every network learned from its own labels for the same songs.
  void expect_other_labels() const {
    std::set<std::string> data;
    for (const char* name : {"alpha", "beta", "gamma", "fine"}) {
      const FinishedRun run = finished("table1", fmt::format("CNN-{}-seed1", name));
      data.insert(run.data_sha256);
      const bool has_targets = run.settings.find("targets_sha256") != std::string::npos;
      EXPECT_EQ(has_targets, name == std::string("beta") || name == std::string("gamma")) << name;
    }
    EXPECT_EQ(data.size(), 4u);
  }

  std::map<fs::path, fs::file_time_type> times_of(const std::vector<std::string>& files) const {
    std::map<fs::path, fs::file_time_type> times;
    for (const std::string& file : files)
      times[rounds() / file] = fs::last_write_time(rounds() / file);
    return times;
  }

  Scratch scratch_;
  fs::path work_ = scratch_ / "work";
};

// The studies share one set of rounds, as each takes time.
TEST_F(SchlueterStudies, RunAndGoOnWithWhatIsThere) {
  const auto table1 = run("table1");
  ASSERT_EQ(table1["rows"].size(), 4u);
  for (const auto& row : table1["rows"]) {
    EXPECT_GT(row["saliency_auroc"]["mean"], 0);
    EXPECT_GT(row["prediction_accuracy"]["mean"], 0);
  }
  expect_other_labels();

  const FinishedRun gamma = finished("table1", "CNN-gamma-seed1");
  const auto kept =
      times_of({"alpha/model.safetensors", "beta/model.safetensors", "gamma.targets.safetensors"});
  fs::remove(scratch_ / "table1/runs/CNN-gamma-seed1.json");
  fs::remove_all(rounds() / "gamma");
  EXPECT_EQ(run("table1"), table1);
  EXPECT_EQ(finished("table1", "CNN-gamma-seed1").model_sha256, gamma.model_sha256);

  const auto table2 = run("table2");
  ASSERT_EQ(table2["rows"][0]["name"], "mix");
  EXPECT_EQ(table2["rows"][0]["parameters"], 0);
  // The mix contains nearly all of the voice, and more of the noise.
  EXPECT_GT(table2["rows"][0]["spectral_recall"]["mean"], 0.95);
  EXPECT_LT(table2["rows"][0]["spectral_precision"]["mean"], 0.7);
  EXPECT_EQ(finished("table2", "CNN-gamma-seed1").model_sha256, gamma.model_sha256);

  // With a scale fitted to the valid song, for the same networks: another than the quantile's.
  const auto fitted = run("table2", {"--set", "test.fit_songs=1"}, "fitted");
  EXPECT_EQ(fitted["rows"][0], table2["rows"][0]);
  EXPECT_NE(fitted["rows"][2]["spectral_f"], table2["rows"][2]["spectral_f"]);
  EXPECT_TRUE(
      holds(read_finished_run(scratch_ / "fitted/runs/CNN-alpha-seed1.json").songs, "by 1 others"));

  // Four maps of an excerpt; two of a song beside four curves. The second figure has two more
  // panels with 42 pixels of title and gap each, and four curves of 80 instead of two maps of 186.
  std::vector<std::uint32_t> heights;
  for (const std::string figure : {"fig1", "fig2"}) {
    run(figure);
    heights.push_back(read_png_size(scratch_ / figure / (figure + ".png")).height);
  }
  EXPECT_EQ(heights[1], heights[0] + 2 * 42 + 4 * 80 - 2 * 186);
  for (const auto& [file, when] : kept) EXPECT_EQ(fs::last_write_time(file), when) << file;
}

}  // namespace
}  // namespace cantus
