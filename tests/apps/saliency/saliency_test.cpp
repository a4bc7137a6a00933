#include <cmath>
#include <map>
#include <numeric>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/songs/song_inputs.h"
#include "data/audio/read_audio.h"
#include "data/audio/write_wav.h"
#include "data/curves/curve.h"
#include "data/files/list_files.h"
#include "data/maps/map_file.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// A folder with a model and the songs `music/{a,b}/01.wav`.
class SaliencyVerb : public ::testing::Test {
 protected:
  SaliencyVerb() {
    write_random_model(model_, "mel_cnn");
    write_tone("a/01.wav", 440);
    write_tone("b/01.wav", 880);
  }

  fs::path write_tone(const std::string& name, double frequency_hz, std::size_t num_samples = 4000,
                      double level = 0.3) {
    Audio audio{22050, std::vector<float>(num_samples)};
    for (std::size_t i = 0; i < num_samples; ++i)
      audio.samples[i] = static_cast<float>(
          level * std::sin(6.2831853 * frequency_hz * static_cast<double>(i) / 22050));
    const fs::path path = music_ / name;
    fs::create_directories(path.parent_path());
    write_wav(path, audio);
    return path;
  }

  ProcessResult run(const Arguments& arguments) {
    return run_cantus(Arguments{"saliency", "--model", model_.string(), "-o", maps_.string()} +
                      arguments);
  }

  Scratch scratch_;
  fs::path music_ = scratch_ / "music";
  fs::path model_ = scratch_ / "m.safetensors";
  fs::path maps_ = scratch_ / "maps";
};

TEST_F(SaliencyVerb, HasAnIndexThatInfoDescribes) {
  ASSERT_EQ(run({music_.string()}).exit_code, 0);
  const std::string index = (maps_ / "shard-0-of-1.h5").string();
  const auto whole = run_cantus({"info", index});
  EXPECT_EQ(whole.exit_code, 0) << whole.errors;
  EXPECT_TRUE(holds(whole.output, ": index of maps\n"));
  EXPECT_TRUE(holds(whole.output, "linked files     2\n"));
  EXPECT_TRUE(holds(whole.output, "cantus.saliency.index/1"));
  EXPECT_FALSE(holds(whole.output, "absent"));
  const std::string map = (maps_ / "b/01.h5").string();
  EXPECT_TRUE(run_cantus({"info", map}).output.starts_with(map + ": saliency map\n"));
  fs::remove(map);
  EXPECT_TRUE(holds(run_cantus({"info", index}).output, "of them absent   1, the first b/01.h5\n"));
}

TEST_F(SaliencyVerb, TellsOfItsMapsWhereTheIndexCannotBeWritten) {
  fs::create_directories(maps_ / ".lock");
  const auto result = run({music_.string(), "--json"});
  EXPECT_TRUE(ended(result, 74, "saliency: 2 of 2 songs, "));
  EXPECT_EQ(nlohmann::json::parse(result.output)["songs"].size(), 2u);
}

TEST_F(SaliencyVerb, AddsToTheIndexWhatAnotherRunMaps) {
  ASSERT_EQ(run({music_.string()}).exit_code, 0);
  const auto more = run({write_tone("more.wav", 880).string()});
  ASSERT_EQ(more.exit_code, 0);
  EXPECT_TRUE(holds(more.errors, "shard-0-of-1.h5 opens 3 maps"));
  fs::remove(maps_ / "b/01.h5");
  const auto fewer = run({write_tone("more.wav", 880).string()});
  EXPECT_TRUE(holds(fewer.errors, "shard-0-of-1.h5 opens 2 maps"));
}

TEST_F(SaliencyVerb, HasAnIndexThatMayMoveWithItsFolder) {
  maps_ = scratch_ / "." / "maps";
  ASSERT_EQ(run({music_.string()}).exit_code, 0);
  fs::rename(maps_, scratch_ / "moved");
  const auto whole = run_cantus({"info", (scratch_ / "moved/shard-0-of-1.h5").string()});
  EXPECT_TRUE(holds(whole.output, "linked files     2\n"));
  EXPECT_FALSE(holds(whole.output, "absent"));
}

// The map of the largest network, whose pools leave out the last two bands.
TEST_F(SaliencyVerb, WritesAMapASongWithItsCurves) {
  write_random_model(model_, "spectrogram_cnn");
  const auto result = run({music_.string(), "--picture"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(holds(result.errors, "2 songs, float16 saliency maps: about"));
  EXPECT_TRUE(fs::exists(maps_ / "b/01.saliency.png"));
  EXPECT_TRUE(fs::exists(maps_ / "shard-0-of-1.h5"));
  const StoredMap map = read_map(maps_ / "a/01.h5");
  ASSERT_EQ(map.num_frames, (4000 - 1024) / 315 + 1);
  ASSERT_EQ(map.num_bands, 372);
  double total = 0;
  for (std::int64_t k = 0; k < map.num_frames; ++k) {
    const auto row = map.saliency.begin() + k * 372;
    const double sum = std::accumulate(row, row + 372, 0.0);
    EXPECT_NEAR(map.summed[k], sum, 1e-3 * sum) << "float16 rounds";
    EXPECT_EQ(row[370], 0);
    EXPECT_EQ(row[371], 0);
    total += sum;
  }
  EXPECT_GT(total, 0);
  // The predictions equal those of `detect`.
  ASSERT_EQ(run_cantus({"detect", (music_ / "a/01.wav").string(), "--model", model_.string(), "-o",
                        (scratch_ / "found").string(), "--curve", "csv", "-q"})
                .exit_code,
            0);
  const Curve curve = read_curve_csv(scratch_ / "found/01.curve.csv");
  ASSERT_EQ(curve.value.size(), map.probabilities.size());
  for (std::size_t k = 0; k < curve.value.size(); ++k)
    EXPECT_NEAR(curve.value[k], map.probabilities[k], 1e-5) << k;
}

TEST_F(SaliencyVerb, KeepsTheMapsThatAreThere) {
  const auto all = run({music_.string()});
  ASSERT_EQ(all.exit_code, 0);
  EXPECT_FALSE(holds(all.errors, "kept"));
  const auto time = fs::last_write_time(maps_ / "a/01.h5");
  fs::remove(maps_ / "b/01.h5");
  const auto result = run({music_.string(), "--json"});
  EXPECT_TRUE(holds(result.errors,
                    "cantus: 1 song kept, whose maps are there: by this model and these "
                    "settings; 1 map made\n"));
  const auto songs = nlohmann::json::parse(result.output)["songs"];
  EXPECT_EQ(songs[0]["was_there"], true);
  EXPECT_EQ(songs[1]["was_there"], false);
  EXPECT_EQ(fs::last_write_time(maps_ / "a/01.h5"), time);
  EXPECT_TRUE(fs::exists(maps_ / "b/01.h5"));
}

TEST_F(SaliencyVerb, ReplacesOtherFilesOnPurposeOnly) {
  const std::string song = (music_ / "a/01.wav").string();
  ASSERT_EQ(run({song, "-q"}).exit_code, 0);
  const auto other = run({song, "--dtype", "float32"});
  EXPECT_TRUE(ended(other, 73, "a map of another dtype"));
  EXPECT_TRUE(holds(run({song, "--rule", "plain"}).errors, "a map of another rule"));
  const StoredMap before = read_map(maps_ / "01.h5");
  ASSERT_EQ(run({song, "--rule", "plain", "--dtype", "float32", "--force", "-q"}).exit_code, 0);
  EXPECT_NE(read_map(maps_ / "01.h5").saliency, before.saliency);
}

TEST_F(SaliencyVerb, ChangesTheLevelOfTheSongsFirst) {
  const std::string song = write_tone("song.wav", 440).string();
  const fs::path louder = music_ / "louder.wav";
  Audio audio = read_audio(song);
  for (float& sample : audio.samples) sample *= 2;
  write_wav(louder, audio);
  ASSERT_EQ(run({song, louder.string(), "-q"}).exit_code, 0);
  const auto changed = run({song, "--gain-db", "6.0205999"});
  EXPECT_TRUE(ended(changed, 73, "a map of another gain_db"));
  EXPECT_NE(read_map(maps_ / "song.h5").summed, read_map(maps_ / "louder.h5").summed);
  const auto result = run({song, "--gain-db", "6.0205999", "--force", "--json"});
  EXPECT_EQ(nlohmann::json::parse(result.output)["gain_db"], 6.0205999);
  const StoredMap found = read_map(maps_ / "song.h5"), expected = read_map(maps_ / "louder.h5");
  for (std::size_t k = 0; k < found.summed.size(); ++k)
    EXPECT_NEAR(found.summed[k], expected.summed[k], 1e-4 * expected.summed[k]) << k;
}

// The random model's standardization is the identity.
TEST_F(SaliencyVerb, WarnsOfSongsFarFromThoseTheModelLearnedFrom) {
  const std::string song = (scratch_ / "noise.wav").string();
  write_wav(song, {22050, testing::noise(4000, 1, 0.025f)});
  const auto louder = run({song, "--gain-db", "40"});
  EXPECT_TRUE(holds(louder.errors, "noise.wav: far louder than"));
  const auto panels = run_cantus({"panels", song, "--model", model_.string(), "--gain-db", "40",
                                  "-o", (scratch_ / "p.png").string()});
  EXPECT_TRUE(holds(panels.errors, "m: far louder than"));
  EXPECT_FALSE(holds(run({song, "--force"}).errors, "far louder"));
}

TEST_F(SaliencyVerb, ReplacesNoPictureOfOthers) {
  const std::string song = (music_ / "a/01.wav").string();
  fs::create_directories(maps_);
  const fs::path picture = maps_ / "01.saliency.png";
  std::ofstream(picture) << "of others";
  const auto refused = run({song, "--picture"});
  EXPECT_TRUE(ended(refused, 73, "01.saliency.png: exists already"));
  EXPECT_FALSE(fs::exists(maps_ / "01.h5"));
}

TEST_F(SaliencyVerb, ReplacesNoFileOfOthersByItsIndex) {
  const std::string song = (music_ / "a/01.wav").string();
  fs::create_directories(maps_);
  const fs::path index = maps_ / "shard-0-of-1.h5";
  std::ofstream(index) << "of others";
  const auto refused = run({song});
  EXPECT_TRUE(ended(refused, 73, "shard-0-of-1.h5: a file that is no index of maps"));
  EXPECT_FALSE(fs::exists(maps_ / "01.h5"));
  ASSERT_EQ(run({song, "--force", "-q"}).exit_code, 0);
  EXPECT_EQ(run({song, "-q"}).exit_code, 0) << "its own";
}

// `detect --picture` into the same folder writes 01.png.
TEST_F(SaliencyVerb, DrawsThePictureOfTheMapThatIsThere) {
  const std::string song = (music_ / "a/01.wav").string();
  const fs::path picture = maps_ / "01.saliency.png", of_detect = maps_ / "01.png";
  ASSERT_EQ(run({song, "--picture", "-q"}).exit_code, 0);
  std::ofstream(of_detect) << "of detect";
  const std::string guided = content_of(picture);
  const auto drawn = fs::last_write_time(picture);
  ASSERT_EQ(run({song, "--picture", "-q"}).exit_code, 0);
  EXPECT_EQ(fs::last_write_time(picture), drawn) << "kept, as the map is";
  ASSERT_EQ(run({song, "--rule", "plain", "--force", "-q"}).exit_code, 0);
  EXPECT_EQ(content_of(picture), guided);
  ASSERT_EQ(run({song, "--rule", "plain", "--picture", "-q"}).exit_code, 0);
  EXPECT_NE(content_of(picture), guided) << "it was of the map before";
  EXPECT_EQ(content_of(of_detect), "of detect");
}

TEST_F(SaliencyVerb, KeepsNoPictureThatIsNone) {
  const std::string song = (music_ / "a/01.wav").string();
  const fs::path picture = maps_ / "01.saliency.png";
  ASSERT_EQ(run({song, "-q"}).exit_code, 0);
  for (const char* other : {"", "of others, and longer than the first bytes of a picture"}) {
    std::ofstream(picture) << other;
    const auto refused = run({song, "--picture"});
    EXPECT_TRUE(ended(refused, 73, "01.saliency.png: a file that is no whole PNG"));
    EXPECT_EQ(content_of(picture), other);
  }
  ASSERT_EQ(run({song, "--picture", "--force", "-q"}).exit_code, 0);
  EXPECT_EQ(run({song, "--picture", "-q"}).exit_code, 0) << "its own";
}

// Not even --force replaces it.
TEST_F(SaliencyVerb, RefusesAFolderInTheIndexsPlace) {
  fs::create_directories(maps_ / "shard-0-of-1.h5");
  const auto refused = run({music_.string(), "--force"});
  EXPECT_EQ(refused.exit_code, 73);
  EXPECT_TRUE(
      holds(refused.errors, "shard-0-of-1.h5: is a folder (expected nothing, or an index of"));
  EXPECT_FALSE(fs::exists(maps_ / "a/01.h5"));
}

TEST_F(SaliencyVerb, WritesNoMapWhereItsIndexGoes) {
  const auto result = run({write_tone("shard-0-of-1.wav", 440).string()});
  EXPECT_TRUE(ended(result, 64, "shard-0-of-1.h5, as the index"));
}

TEST_F(SaliencyVerb, WritesNothingInADryRun) {
  const auto result = run({music_.string(), "--dry-run"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(holds(result.output, "a/01.wav"));
  EXPECT_FALSE(fs::exists(maps_));
}

// Shorter than an excerpt, digital silence, one frame, less than a frame.
TEST_F(SaliencyVerb, OfHardSongs) {
  write_tone("hard/one.wav", 440, 1024);
  write_tone("hard/silent.wav", 440, 3000, 0);
  write_tone("hard/short.wav", 440, 1000);
  const auto result = run({(music_ / "hard").string()});
  EXPECT_TRUE(ended(result, 65, "short.wav: 1000 samples at 22050 Hz (expected at least 1024)"));
  EXPECT_EQ(read_map(maps_ / "one.h5").num_frames, 1);
  EXPECT_EQ(read_map(maps_ / "silent.h5").num_frames, 7);
  EXPECT_EQ(list_files(maps_, {".h5"}).size(), 3u) << "and the index of both";
}

TEST_F(SaliencyVerb, RefusesANetworkWithoutMaps) {
  write_random_model(model_, "glu_cnn");
  const auto result = run({music_.string()});
  EXPECT_TRUE(ended(result, 65, "network glu_cnn: has no saliency map"));
}

TEST(Shards, TakeEverySongOnceAndAboutAsMany) {
  std::vector<Song> all;
  for (int i = 0; i < 23; ++i) all.push_back({"song" + std::to_string(i), "", false});
  std::map<std::string, int> taken;
  for (int i = 0; i < 3; ++i) {
    const auto mine = songs_of_shard(all, {i, 3});
    for (const Song& song : mine) ++taken[song.path];
    EXPECT_NEAR(static_cast<double>(mine.size()), 23.0 / 3, 1);
  }
  EXPECT_EQ(taken.size(), all.size());
  for (const auto& [song, times] : taken) EXPECT_EQ(times, 1) << song;
  EXPECT_TRUE(songs_of_shard({}, {2, 3}).empty());
}

TEST(Shards, AreWrittenAsTwoNumbers) {
  const Shard shard = parse_shard("3/10").value();
  EXPECT_EQ(shard.index, 3);
  EXPECT_EQ(shard.count, 10);
  for (const char* text : {"", "3", "3/", "/3", "3/3", "-1/3", "0/0", "1/2x", "1.5/2"})
    EXPECT_FALSE(parse_shard(text)) << text;
}

}  // namespace
}  // namespace cantus
