#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "data/audio/write_wav.h"
#include "data/files/hash.h"
#include "data/files/list_files.h"
#include "data/frontend/front_end.h"
#include "data/maps/map_file.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/page_json.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// A model and two songs of one second each.
class DetectPage : public ::testing::Test {
 protected:
  DetectPage() {
    write_random_model(model_);
    write_tone(song_, 0.02f);
    write_tone(other_, 0.05f);
  }

  static void write_tone(const fs::path& path, float radians) {
    Audio audio{16000, {}};
    for (int i = 0; i < 16000; ++i)
      audio.samples.push_back(0.3f * std::sin(radians * static_cast<float>(i)));
    write_wav(path, audio);
  }

  // Writes a map with equal frames every half second.
  void write_map(const fs::path& of,
                 const FrontEnd& front_end = front_end_preset("schlueter2016")) {
    const std::int64_t num_frames = 35;
    MapFile file(
        map_, {.source = "a.wav", .track = sha256_of_file(of), .model = "abc", .network = "a_cnn"},
        front_end, StoredFloat::kFloat32, num_frames);
    const std::vector<float> ones(num_frames * 372, 1.0f);
    file.add(num_frames, ones.data(), ones.data());
    file.commit();
  }

  ProcessResult detect(const Arguments& arguments) {
    return run_cantus(Arguments{"detect", song_.string(), "--model", model_.string(), "-o",
                                out_.string(), "--force"} +
                      arguments);
  }

  nlohmann::json shown(const std::string& element = "song") {
    return page_json(content_of(out_ / "a.html"), element);
  }

  Scratch scratch_;
  fs::path song_ = scratch_ / "a.wav", other_ = scratch_ / "b.wav";
  fs::path model_ = scratch_ / "m.safetensors";
  fs::path map_ = scratch_ / "a.h5";
  fs::path out_ = scratch_ / "out";
};

TEST_F(DetectPage, PlaysTheSongBesideWhatWasFound) {
  const auto truth = scratch_.file("t.lab", "0.2 0.5 sing\n").string();
  ASSERT_EQ(detect({"--page", "--labels", truth}).exit_code, 0);
  EXPECT_EQ(list_files(out_), std::vector<fs::path>{out_ / "a.html"});
  const auto song = shown();
  EXPECT_EQ(song["duration_s"], 1.0);
  EXPECT_EQ(fs::path(song["title"].get<std::string>()).filename(), "a.wav");
  EXPECT_EQ(song["truth"].size(), 1u);
  EXPECT_EQ(song["detections"][0]["curve"].size(), 49u);
  EXPECT_GT(page_element(content_of(out_ / "a.html"), "flac").size(), 1000u);
  EXPECT_EQ(shown("detection")["songs"][0]["path"], song_.string());
}

// Any voice found after such labels end would count as a false alarm.
TEST_F(DetectPage, WarnsOfLabelsThatEndLongBeforeTheSong) {
  const auto told = [&](const std::string& labels) {
    const auto truth = scratch_.file("t.txt", labels).string();
    const auto result = detect({"--page", "--labels", truth});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    const std::string warning = truth + " has its last label end at ";
    EXPECT_EQ(content_of(out_ / "a.html").find(warning) != std::string::npos,
              result.errors.find(warning) != std::string::npos)
        << "told of on the page too";
    return result.errors.find("a.wav: " + warning) != std::string::npos;
  };
  EXPECT_TRUE(told("0.1\t0.4\tsing\n"));
  EXPECT_FALSE(told("0.1\t0.6\tsing\n"));
  EXPECT_FALSE(told(""));
}

TEST_F(DetectPage, FindsTheLabelsOfEverySongInAFolder) {
  fs::create_directories(scratch_ / "labels");
  scratch_.file("labels/b.lab", "0.2 0.5 sing\n");
  scratch_.file("labels/c.wav.txt", "0.5\t1\tsing\n");
  const auto third = (scratch_ / "c.wav").string();
  write_tone(third, 0.03f);
  const auto result =
      detect({other_.string(), third, "--page", "--labels", (scratch_ / "labels").string()});
  EXPECT_TRUE(ended(result, 0,
                    "1 of 3 songs without labels of their place and name below " +
                        (scratch_ / "labels").string() + ", such as " + song_.string()));
  EXPECT_TRUE(shown()["truth"].is_null());
  const auto truth_in = [&](const char* page) {
    return page_json(content_of(out_ / page), "song")["truth"];
  };
  EXPECT_EQ(truth_in("b.html")[0][0], 0.2);
  EXPECT_EQ(truth_in("c.html")[0][0], 0.5);
  scratch_.file("labels/b.wav.lab", "0.3 0.5 sing\n");
  scratch_.file("labels/b.WAV.TXT", "0.4\t0.5\tsing\n");
  scratch_.file("labels/c.wav.txt", "0\t1\t\n");
  const auto other =
      detect({other_.string(), third, "--page", "--labels", (scratch_ / "labels").string()});
  EXPECT_TRUE(holds(other.errors, "/labels/b.wav.lab is taken for its labels, not "));
  EXPECT_TRUE(holds(other.errors, "no label of a voice, but these: one without a name (expected"));
  EXPECT_EQ(truth_in("b.html")[0][0], 0.3);
  const auto nowhere = detect({third, "--page", "--labels", (scratch_ / "nowhere").string()});
  EXPECT_TRUE(ended(nowhere, 66, "nowhere: no such file or folder (expected labels"));
  const auto one_file = detect({third, "--page", "--labels", (scratch_ / "labels/b.lab").string()});
  EXPECT_TRUE(ended(one_file, 64, "--labels: a file for 2 songs (expected a folder"));
}

// If the folder is the wrong one, a line for each song would hide all other messages.
TEST_F(DetectPage, WarnsOnceOfAllSongsWithoutLabels) {
  fs::create_directories(scratch_ / "labels");
  const auto labels = (scratch_ / "labels").string();
  const auto errors = [&](const std::string& shard) {
    return detect({other_.string(), "--page", "--labels", labels, "--shard", shard}).errors;
  };
  const std::string such_as =
      " without labels of their place and name below " + labels + ", such as ";
  const std::string of_both = errors("0/1");
  EXPECT_TRUE(holds(of_both, "2 of 2 songs" + such_as + song_.string() + "\n"));
  EXPECT_EQ(of_both.find(" labels of "), of_both.rfind(" labels of ")) << of_both;
  EXPECT_EQ(shown("detection")["songs"][0]["warnings"].back(),
            "no labels of its place and name below " + labels);
  const std::string of_one = errors("1/2");
  EXPECT_TRUE(holds(of_one, "1 of 1 song" + such_as + other_.string() + "\n"));
  for (const char* name : {"labels/a.lab", "labels/b.lab"}) scratch_.file(name, "0 1 sing\n");
  EXPECT_FALSE(holds(errors("0/1"), such_as));
}

TEST_F(DetectPage, SaysHowVoiceWasDecided) {
  const auto truth =
      scratch_.file("t.lab", "0 0.2 nosing\n0.2 0.5 vocals\n0.5 1 speech\n").string();
  ASSERT_EQ(detect({"--page", "--labels", truth, "--onset", "0.6", "--offset", "0.4"}).exit_code,
            0);
  EXPECT_EQ(shown()["thresholds"], nlohmann::json({0.6, 0.4}));
  EXPECT_EQ(shown()["truth"].size(), 1u) << "whatever the model's own label is";
  EXPECT_TRUE(shown()["is_smoothed"]);
  ASSERT_EQ(detect({"--page", "--median", "1"}).exit_code, 0);
  EXPECT_FALSE(shown()["is_smoothed"]);
}

// 50 points per second with windows of 40 ms, and 70 with windows of 1024 samples.
TEST_F(DetectPage, ShowsOtherModelsToo) {
  const auto other = write_random_model(scratch_ / "mel.safetensors", "mel_cnn").string();
  ASSERT_EQ(detect({"--page", "--beside", other}).exit_code, 0);
  ASSERT_EQ(shown()["detections"].size(), 2u);
  EXPECT_EQ(shown()["detections"][1]["name"], "mel");
  EXPECT_DOUBLE_EQ(shown()["detections"][0]["first_point_s"], 0.02);
  EXPECT_DOUBLE_EQ(shown()["detections"][0]["period_s"], 0.02);
  EXPECT_DOUBLE_EQ(shown()["detections"][1]["first_point_s"], 512 / 22050.0);
  EXPECT_DOUBLE_EQ(shown()["detections"][1]["period_s"], 1 / 70.0);
  const auto made_by = shown("detection");
  EXPECT_EQ(made_by["model"]["sha256"], sha256_of_file(model_));
  EXPECT_EQ(made_by["beside"],
            nlohmann::json(
                {{{"name", "mel"}, {"network", "mel_cnn"}, {"sha256", sha256_of_file(other)}}}));
}

TEST_F(DetectPage, ShowsTheMapOfTheSong) {
  write_map(song_);
  ASSERT_EQ(detect({"--page", "--map", map_.string()}).exit_code, 0);
  ASSERT_EQ(shown()["layers"].size(), 2u);
  EXPECT_EQ(shown()["layers"][1]["name"], "saliency map of a_cnn");
  EXPECT_EQ(shown("detection")["map"], nlohmann::json({{"network", "a_cnn"}, {"sha256", "abc"}}));
  EXPECT_FALSE(shown("detection").contains("beside"));
  EXPECT_EQ(shown()["layers"][1]["num_bins"], 372);
  EXPECT_DOUBLE_EQ(shown()["layers"][1]["first_frame_s"], 512 / 22050.0);
  EXPECT_DOUBLE_EQ(shown()["layers"][1]["frame_period_s"], 1 / 70.0);
}

TEST_F(DetectPage, RefusesAMapThatItCannotShow) {
  write_map(other_);
  EXPECT_EQ(detect({"--picture", "--map", map_.string()}).exit_code, 64);
  EXPECT_EQ(detect({"--page", "--map", map_.string(), other_.string()}).exit_code, 64);
  const auto foreign = detect({"--page", "--map", map_.string()});
  EXPECT_TRUE(ended(foreign, 65, "the map of another song"));
  FrontEnd slower = front_end_preset("schlueter2016");
  slower.stft.hop_samples = 441;
  write_map(song_, slower);
  const auto of_other_frames = detect({"--page", "--map", map_.string()});
  EXPECT_TRUE(ended(of_other_frames, 65, "a map of another front end"));
}

}  // namespace
}  // namespace cantus
