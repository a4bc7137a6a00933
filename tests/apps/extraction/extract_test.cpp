#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/extraction/voice_estimate.h"
#include "data/audio/read_audio.h"
#include "data/audio/write_wav.h"
#include "data/files/hash.h"
#include "data/maps/map_file.h"
#include "models/saliency/voice_mask.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// A tone of 441 Hz as voice, noise as accompaniment, and a map that shows the tone's bins.
class Extract : public ::testing::Test {
 protected:
  static constexpr std::uint32_t kNumSamples = 44100;

  Extract() {
    Audio voice{22050, {}}, rest{22050, {}}, mix{22050, {}};
    for (std::uint32_t i = 0; i < kNumSamples; ++i) {
      voice.samples.push_back(0.2f * std::sin(0.12566371f * static_cast<float>(i)));
      rest.samples.push_back(0.25f * testing::noise_at(7, i));
      mix.samples.push_back(voice.samples.back() + rest.samples.back());
    }
    write_wav(scratch_ / "voice.wav", voice);
    write_wav(scratch_ / "rest.wav", rest);
    write_wav(song_, mix);
    write_map();
  }

  // Half a second of noise repeated, and over it a tone that glides from 400 to 700 Hz.
  void write_repeating_song() {
    Audio voice{22050, {}}, rest{22050, {}}, mix{22050, {}};
    double phase = 0;
    for (std::uint32_t i = 0; i < 8 * 22050; ++i) {
      const double hertz = 400 + 300 * i / (8 * 22050.0);
      phase += 6.283185307 * hertz / 22050;
      voice.samples.push_back(static_cast<float>(0.2 * std::sin(phase)));
      rest.samples.push_back(0.25f * testing::noise_at(7, i % 11025));
      mix.samples.push_back(voice.samples.back() + rest.samples.back());
    }
    write_wav(scratch_ / "voice.wav", voice);
    write_wav(scratch_ / "rest.wav", rest);
    write_wav(song_, mix);
  }

  void write_map() {
    const FrontEnd& front_end = front_end_preset("schlueter2016");
    const std::int64_t num_frames = front_end.stft.num_frames(kNumSamples);
    MapFacts facts{.source = "song.wav", .track = sha256_of_file(song_)};
    MapFile file(map_, facts, front_end, StoredFloat::kFloat32, num_frames);
    std::vector<float> map(num_frames * 372);
    for (std::int64_t k = 0; k < num_frames; ++k)
      for (std::int64_t b = 20; b < 22; ++b) map[k * 372 + b] = 0.3f;
    file.add(num_frames, map.data(), std::vector<float>(num_frames, 0.5f).data());
    file.commit();
  }

  ProcessResult extract(const Arguments& more = {}) {
    return run_cantus(
        Arguments{"extract", song_.string(), "--map", map_.string(), "-o", out_.string()} + more);
  }

  Scratch scratch_;
  fs::path song_ = scratch_ / "song.wav";
  fs::path map_ = scratch_ / "song.h5";
  fs::path out_ = scratch_ / "out.wav";
};

TEST_F(Extract, RaisesWhatTheMapShows) {
  const auto result = extract({"--json", "--vocals", (scratch_ / "voice.wav").string(),
                               "--accompaniment", (scratch_ / "rest.wav").string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto stems = nlohmann::json::parse(result.output)["stems"];
  const auto& ratio = stems["voice_over_accompaniment_db"];
  EXPECT_GT(ratio["after"].get<double>(), ratio["before"].get<double>() + 10);
  EXPECT_GT(stems["spectral"]["f"].get<double>(), stems["spectral_of_mix"]["f"].get<double>());
  EXPECT_FALSE(holds(result.errors, "do not add up"));
  const auto voice = (scratch_ / "voice.wav").string();
  const auto twice = extract({"--vocals", voice, "--accompaniment", voice, "--force"});
  EXPECT_TRUE(ended(twice, 0, "do not add up to the song"));
  const auto silent = scratch_ / "silent.wav";
  write_wav(silent, {22050, std::vector<float>(kNumSamples)});
  const auto alone =
      extract({"--vocals", voice, "--accompaniment", silent.string(), "--force", "-q"});
  EXPECT_TRUE(holds(alone.output, "voice over accompaniment: - in the mix, - extracted\n"));
  const Audio out = read_audio(out_);
  EXPECT_EQ(out.sample_rate, 22050);
  EXPECT_EQ(out.samples.size(), kNumSamples);
}

TEST_F(Extract, ScoresTheSpectrogramOfTheSoundThatASeparationExtracts) {
  write_repeating_song();
  const fs::path voice = scratch_ / "voice.wav";
  const auto result =
      run_cantus({"extract", song_.string(), "--by", "repet-sim", "-o", out_.string(), "--json",
                  "--vocals", voice.string(), "--accompaniment", (scratch_ / "rest.wav").string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  Queue host({}, 1);
  const MaskedSound masked(host, map_front_end().stft);
  const auto spectrogram = [&](const fs::path& sound) {
    return song_frames(sound, samples_for_maps(sound), masked).mix;
  };
  const SpectralScores expected = spectral_scores(spectrogram(out_), spectrogram(voice));
  const auto found = nlohmann::json::parse(result.output)["stems"]["spectral"];
  EXPECT_NEAR(found["precision"].get<double>(), expected.precision, 2e-3);
  EXPECT_NEAR(found["recall"].get<double>(), expected.recall, 2e-3);
}

TEST_F(Extract, CutsNoPeaks) {
  Audio loud = read_audio(song_);
  for (float& sample : loud.samples) sample *= 6;
  write_wav(song_, loud, WavFormat::kFloat32);
  const auto result =
      run_cantus({"extract", song_.string(), "--by", "repet-sim", "-o", out_.string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Audio out = read_audio(out_);
  EXPECT_GT(*std::max_element(out.samples.begin(), out.samples.end()), 1.0f);
}

TEST_F(Extract, FitsTheScaleOnDevelopmentSongs) {
  const auto development = scratch_.file("development.tsv",
                                         "path\tlabels\tsplit\tmap\tvocals\n"
                                         "song.wav\t\tvalid\tsong.h5\tvoice.wav\n"
                                         "rest.wav\t\tvalid\t\t\n"
                                         "voice.wav\t\ttest\tnone.h5\tvoice.wav\n");
  const Audio voice = read_audio(scratch_ / "voice.wav");
  Audio half = voice;
  for (float& sample : half.samples) sample /= 2;
  write_wav(scratch_ / "half.wav", half, WavFormat::kFloat32);
  const auto in_halves = scratch_.file("halves.tsv",
                                       "path\tlabels\tsplit\tmap\tvocals\n"
                                       "song.wav\t\tvalid\tsong.h5\thalf.wav;half.wav\n");
  const auto extracted = [&](const Arguments& more) {
    const auto result =
        extract(more + Arguments{"--json", "--force", "--vocals", (scratch_ / "voice.wav").string(),
                                 "--accompaniment", (scratch_ / "rest.wav").string()});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output);
  };
  const auto f_of = [](const nlohmann::json& report) {
    return report["stems"]["spectral"]["f"].get<double>();
  };
  const auto fitted = extracted({"--scale", "fit", "--development", development.string()});
  const double scale = fitted["scale"].get<double>();
  EXPECT_EQ(extracted({"--scale", "fit", "--development", in_halves.string()})["scale"],
            fitted["scale"]);
  for (const double other : {0.5, 0.9, 1.1, 2.0}) {
    const auto report = extracted({"--scale", std::to_string(other * scale)});
    EXPECT_NEAR(report["scale"].get<double>(), other * scale, 1e-3 * scale);
    EXPECT_GT(f_of(fitted), f_of(report)) << other;
  }
  EXPECT_GE(f_of(fitted), f_of(extracted({})));
}

TEST_F(Extract, RefusesStemsOfAnotherSong) {
  write_wav(scratch_ / "longer.wav", {22050, std::vector<float>(10 * 22050, 0.1f)});
  const auto result = extract({"--vocals", (scratch_ / "longer.wav").string(), "--accompaniment",
                               (scratch_ / "longer.wav").string(), "--force"});
  EXPECT_EQ(result.exit_code, 65);
  const std::string refusal = "longer.wav: 10.000 s of sound (expected ";
  EXPECT_TRUE(holds(result.errors, refusal));
  const auto development = scratch_.file("development.tsv",
                                         "path\tlabels\tsplit\tmap\tvocals\n"
                                         "song.wav\t\tvalid\tsong.h5\tlonger.wav\n");
  const auto fitted = extract({"--scale", "fit", "--development", development.string(), "--force"});
  EXPECT_TRUE(ended(fitted, 65, refusal));
  EXPECT_FALSE(std::filesystem::exists(out_));
}

TEST_F(Extract, RefusesADevelopmentMapOutsideOfTheManifestsFolder) {
  for (const char* map : {"../song.h5", "/etc/song.h5", "-song.h5", ""}) {
    const auto manifest = scratch_.file("outside.tsv",
                                        "# maps of others\n"
                                        "path\tlabels\tsplit\tmap\tvocals\n"
                                        "song.wav\t\tvalid\t" +
                                            std::string(map) + "\tvoice.wav\n");
    const auto result = extract({"--scale", "fit", "--development", manifest.string()});
    EXPECT_EQ(result.exit_code, 65);
    const std::string refusal = "outside.tsv:3: map \"" + std::string(map) + "\" (expected a path";
    EXPECT_TRUE(holds(result.errors, refusal));
  }
}

TEST_F(Extract, RefusesAScaleThatItCannotHave) {
  const auto refused = [&](const Arguments& more, const std::string& words) {
    const auto result = extract(more);
    EXPECT_TRUE(holds(result.errors, words));
    return result.exit_code;
  };
  EXPECT_EQ(refused({"--scale", "0"}, "quantile, fit or a number over 0"), 64);
  EXPECT_EQ(refused({"--scale", "fit"}, "--scale: fit without songs (expected --development"), 64);
  const auto bare = scratch_.file("bare.tsv", "path\tlabels\tsplit\nsong.wav\t\tvalid\n");
  EXPECT_EQ(refused({"--scale", "fit", "--development", bare.string()}, "no columns `map`"), 65);
  const auto silent = scratch_.file("silent.tsv",
                                    "path\tlabels\tsplit\tmap\tvocals\n"
                                    "song.wav\t\tvalid\tsong.h5\t\n");
  EXPECT_EQ(refused({"--scale", "fit", "--development", silent.string()}, "no song of split valid"),
            65);
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(Extract, RaisesWhatDoesNotRepeat) {
  write_repeating_song();
  const auto result = run_cantus(
      {"extract", song_.string(), "--by", "repet-sim", "-o", out_.string(), "--json", "--vocals",
       (scratch_ / "voice.wav").string(), "--accompaniment", (scratch_ / "rest.wav").string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  EXPECT_EQ(report["by"], "repet-sim");
  EXPECT_FALSE(report.contains("map"));
  const auto& ratio = report["stems"]["voice_over_accompaniment_db"];
  EXPECT_GT(ratio["after"].get<double>(), ratio["before"].get<double>() + 10);
  EXPECT_EQ(read_audio(out_).samples.size(), 8u * 22050);
}

TEST_F(Extract, RefusesFlagsOfTheOtherWay) {
  for (const char* flag : {"--map", "--scale", "--development", "--blur"}) {
    const auto result = run_cantus(
        {"extract", song_.string(), "--by", "repet-sim", "-o", out_.string(), flag, "1"});
    EXPECT_EQ(result.exit_code, 64) << flag;
    EXPECT_EQ(result.errors.rfind(std::string("cantus: error: ") + flag, 0), 0u) << result.errors;
  }
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(Extract, RefusesASongShorterThanAFrame) {
  write_wav(song_, {22050, std::vector<float>(1000)});
  const auto result =
      run_cantus({"extract", song_.string(), "--by", "repet-sim", "-o", out_.string()});
  EXPECT_EQ(result.exit_code, 65) << result.errors;
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(Extract, RefusesTheMapOfAnotherSong) {
  fs::copy_file(scratch_ / "rest.wav", song_, fs::copy_options::overwrite_existing);
  const auto result = extract();
  EXPECT_TRUE(ended(result, 65, "the map of another song"));
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(Extract, LeavesWhatIsThere) {
  ASSERT_EQ(extract().exit_code, 0);
  EXPECT_EQ(extract().exit_code, 73);
  EXPECT_EQ(extract({"--force"}).exit_code, 0);
  EXPECT_EQ(extract({"--force", "--vocals", song_.string()}).exit_code, 64);
  const std::string song = content_of(song_);
  const auto onto_itself =
      run_cantus({"extract", song_.string(), "-o", song_.string(), "--by", "repet-sim", "--force"});
  EXPECT_TRUE(ended(onto_itself, 64, "is read too"));
  EXPECT_EQ(content_of(song_), song);
}

}  // namespace
}  // namespace cantus
