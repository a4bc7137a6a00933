// The verbs that draw Figures 4 and 5 of Hou 2020 and the figures of Schlueter 2016.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "data/audio/write_wav.h"
#include "data/files/hash.h"
#include "data/labels/frame_targets.h"
#include "data/picture/png_file.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

TEST(PatternsVerb, DrawsTwoModelsBesideEachOther) {
  const Scratch scratch;
  const auto model = write_random_model(scratch / "m.safetensors").string();
  const auto picture = (scratch / "fig5.png").string();
  const auto result = run_cantus({"patterns", "--model", model + "," + model, "--filters", "2",
                                  "--steps", "3", "-o", picture, "--json", "--threads", "1"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_GT(read_png_size(picture).width, 200u);
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["schema"], "cantus.patterns/1");
  ASSERT_EQ(json["layers"].size(), 3u);
  for (const auto& layer : json["layers"]) {
    EXPECT_NEAR(layer["correlation"].get<double>(), 1, 1e-9);  // a model with itself
    ASSERT_EQ(layer["models"].size(), 2u);
    ASSERT_EQ(layer["models"][0]["filters"].size(), 2u);
    for (const auto& filter : layer["models"][0]["filters"])
      EXPECT_GT(filter["response"].get<double>(), filter["blank_response"].get<double>());
  }
}

TEST(PatternsVerb, SearchesFromTheNoiseAndByTheStepsItIsGiven) {
  const Scratch scratch;
  const auto model = write_random_model(scratch / "m.safetensors").string();
  const auto found = [&](const char* noise, const char* step) {
    const auto result = run_cantus({"patterns", "--model", model, "--layers", "L1", "--filters",
                                    "1", "--steps", "2", "--noise", noise, "--step", step, "-o",
                                    (scratch / "p.png").string(), "--json", "--force"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output)["layers"][0]["models"][0]["filters"][0];
  };
  const auto near = found("0.1", "0.01"), far = found("0.1", "1"), louder = found("1", "0.01");
  EXPECT_EQ(near["blank_response"], far["blank_response"]);
  EXPECT_LT(near["response"].get<double>(), far["response"].get<double>());
  EXPECT_NE(near["blank_response"], louder["blank_response"]);
}

TEST(PatternsVerb, SaysWhatItCannotDraw) {
  const Scratch scratch;
  const auto model = write_random_model(scratch / "m.safetensors").string();
  const auto picture = (scratch / "p.png").string();
  const auto result = run_cantus({"patterns", "--model", model, "--layers", "L9", "-o", picture});
  EXPECT_TRUE(ended(result, 64, "L9: no gated layer of glu_cnn (expected L1 to L3)"));
  EXPECT_FALSE(std::filesystem::exists(picture));
  EXPECT_EQ(run_cantus({"patterns", "--model", model}).exit_code, 64);
  scratch.file("p.png", "mine");
  EXPECT_EQ(run_cantus({"patterns", "--model", model, "-o", picture}).exit_code, 73);
}

class PanelsVerb : public ::testing::Test {
 protected:
  ProcessResult panels(const std::string& names, const Arguments& more) const {
    return run_cantus(Arguments{"panels", corpus_.song(6).string(), "--model", model_, "--panels",
                                names, "-o", picture(), "--json", "--threads", "1"} +
                      more);
  }
  std::string picture() const { return (scratch_ / "panels.png").string(); }
  void expect_refused(const std::string& names, const Arguments& more, int code,
                      const std::string& message) const {
    const auto result = panels(names, more);
    EXPECT_TRUE(ended(result, code, message));
    EXPECT_FALSE(std::filesystem::exists(picture()));
  }

  const Scratch scratch_;
  const TinyCorpus corpus_{scratch_ / "corpus"};
  const std::string model_ = write_random_model(scratch_ / "cnn.safetensors", "mel_cnn").string();
};

TEST_F(PanelsVerb, DrawsASongAndWhatANetworkSeesInIt) {
  const auto result = panels("summed,truth,map", {"--labels", corpus_.labels(6).string(),
                                                  "--start-s", "0.4", "--duration-s", "0.8"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["panels"], (std::vector<std::string>{"voice (truth)", "cnn: summed", "cnn: map"}));
  EXPECT_EQ(read_png_size(picture()).width, 1200u);
}

TEST_F(PanelsVerb, DrawsWhatTrainingTellsOfASong) {
  const auto titles = [&](const Arguments& more) {
    const auto result = panels("targets,predictions", more);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    std::filesystem::remove(picture());
    return nlohmann::json::parse(result.output)["panels"].get<std::vector<std::string>>();
  };
  EXPECT_EQ(titles({"--labels", corpus_.labels(6).string()}),
            (std::vector<std::string>{"targets (the song's label)", "cnn: predictions"}));
  const auto file = (scratch_ / "beta.targets.safetensors").string();
  const std::string track = sha256_of_file(corpus_.song(6));
  const std::size_t num_frames = (1.6 * 22050 - 1024) / 315 + 1;
  write_frame_targets(file, {{}, {{track, std::vector<float>(num_frames, 0.5f)}}});
  EXPECT_EQ(titles({"--targets", file}), (std::vector<std::string>{"targets", "cnn: predictions"}));
  expect_refused("targets", {}, 64, "targets without any (expected --targets, or --labels");
  expect_refused("map", {"--targets", file}, 64, "--targets: given without a panel for them");
  expect_refused("targets", {"--targets", file, "--labels", corpus_.labels(6).string()}, 64,
                 "--labels: given without a panel for them");
  write_frame_targets(file, {{}, {{track, std::vector<float>(num_frames - 1, 0.5f)}}});
  expect_refused("targets", {"--targets", file}, 65,
                 "108 targets of the song (expected 109, one a frame)");
  write_frame_targets(file, {{}, {{sha256_of_file(corpus_.song(5)), std::vector<float>(9)}}});
  expect_refused("targets", {"--targets", file}, 65, "no targets of ");
}

TEST_F(PanelsVerb, SaysWhatItCannotDraw) {
  expect_refused("guided", {}, 64, "guided without an excerpt");
  expect_refused("truth", {}, 64, "truth without labels");
  expect_refused("map", {"--excerpt-s", "0.5", "--start-s", "0.1"}, 64, "beside --excerpt-s");
  expect_refused("guided", {"--excerpt-s", "0.5"}, 65,
                 "song6.wav: 109 frames (expected an excerpt's 115, for --excerpt-s)");
  expect_refused("spectrogram", {"--start-s", "5"}, 64, "a part of the song");
  expect_refused("spectrogram", {"--duration-s", "0.001"}, 64, "a frame, 0.014 s, or more");
  expect_refused("spectrogram", {"--duration-s", "2"}, 64,
                 "at most 1.600, which the song has left");
  write_wav(scratch_ / "short.wav", {22050, std::vector<float>(1000, 0.1f)});
  const auto is_short =
      run_cantus({"panels", (scratch_ / "short.wav").string(), "--model", model_, "-o", picture()});
  EXPECT_EQ(is_short.exit_code, 65);
  EXPECT_TRUE(
      holds(is_short.errors, "short.wav: 1000 samples at 22050 Hz (expected at least 1024)"));
  write_wav(scratch_ / "long.wav", {22050, std::vector<float>(44100, 0.1f)});
  const auto outside = run_cantus({"panels", (scratch_ / "long.wav").string(), "--model", model_,
                                   "--panels", "guided", "--excerpt-s", "0.5", "-o", picture()});
  EXPECT_TRUE(ended(outside, 64, "where the network's excerpt is within"));
  const auto glu = write_random_model(scratch_ / "glu.safetensors").string();
  const auto result =
      run_cantus({"panels", corpus_.song(6).string(), "--model", glu, "-o", picture()});
  EXPECT_TRUE(ended(result, 65, "network glu_cnn: has no saliency map"));
}

class EmbedVerb : public ::testing::Test {
 protected:
  ProcessResult embed(const Arguments& more) const {
    const auto manifest = corpus_.manifest().string();
    return run_cantus(Arguments{"embed", "--source", manifest, "--target", manifest, "--split",
                                "train", "--points", "30", "--iterations", "60", "--perplexity",
                                "8", "--threads", "1"} +
                      more);
  }
  const Scratch scratch_;
  const TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(EmbedVerb, WritesAPointForEveryExcerptTheSameFromTheSameSeed) {
  const auto result = embed({"-o", (scratch_ / "a").string(), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["points"], 60);
  EXPECT_EQ(json["features"], 25 * 64);
  EXPECT_GT(read_png_size(scratch_ / "a/embed.png").width, 0u);
  std::istringstream lines(content_of(scratch_ / "a/embed.csv"));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "domain,song,time_s,x,y");
  std::map<std::string, int> counts, of_songs;
  while (std::getline(lines, line)) {
    const auto domain_end = line.find(',');
    ++counts[line.substr(0, domain_end)];
    ++of_songs[line.substr(0, line.find(',', domain_end + 1))];
  }
  EXPECT_EQ(counts["source"], 30);
  EXPECT_EQ(counts["target"], 30);
  double chance = 0;
  for (const auto& [song, n] : of_songs) chance += n / 60.0 * (30 - n) / (60 - n);
  EXPECT_NEAR(json["same_domain_neighbours"]["chance"], chance, 1e-12);
  ASSERT_EQ(embed({"-o", (scratch_ / "b").string()}).exit_code, 0);
  EXPECT_EQ(content_of(scratch_ / "b/embed.csv"), content_of(scratch_ / "a/embed.csv"));
  ASSERT_EQ(embed({"-o", (scratch_ / "c").string(), "--seed", "2"}).exit_code, 0);
  EXPECT_NE(content_of(scratch_ / "c/embed.csv"), content_of(scratch_ / "a/embed.csv"));
}

TEST_F(EmbedVerb, TakesExcerptsOfALengthFromAFolder) {
  const auto store = scratch_ / "store";
  const auto result = embed(
      {"-o", (scratch_ / "a").string(), "--json", "--frames", "5", "--features", store.string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(nlohmann::json::parse(result.output)["features"], 5 * 64);
  EXPECT_TRUE(std::filesystem::exists(store));
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "corpus/features"));
}

TEST_F(EmbedVerb, SaysWhatItLacks) {
  EXPECT_NE(embed({"-o", (scratch_ / "a").string(), "--points", "100000"}).exit_code, 0);
  const auto few = embed({"-o", (scratch_ / "a").string(), "--points", "2000"});
  EXPECT_TRUE(ended(few, 65, "frames with voice (expected 2000 for as many points)"));
  const auto wide = embed({"-o", (scratch_ / "a").string(), "--perplexity", "20"});
  EXPECT_TRUE(ended(wide, 64, "less than a third of the 60 points"));
}

}  // namespace
}  // namespace cantus
