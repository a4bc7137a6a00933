#include "apps/evaluation/evaluate_maps.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/trial_songs.h"
#include "apps/extraction/voice_estimate.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

class EvaluateMaps : public ::testing::Test {
 protected:
  EvaluateMaps() {
    // Shorter than the corpus's song, because maps take time.
    Audio audio{22050, tone(22050, 0.7)};
    for (std::size_t i = 0; i < audio.samples.size(); ++i)
      if (i < 5000 || i > 11000) audio.samples[i] *= 0.1f;
    write_wav(corpus_.song(6), audio);
    std::ofstream(corpus_.labels(6)) << "0.22 0.5 sing\n";
    common_.num_threads = 1;
    trial_.model =
        write_random_model(scratch_ / "m.safetensors", "spectrogram_cnn", {.num_frames = 52});
    trial_.manifests = {corpus_.manifest().string()};
    trial_.median_frames = 5;
    trial_.skip_baselines = true;
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
  CommonOptions common_;
  ModelTrial trial_;
};

// The predictions are those of `evaluate`, computed another way; the maps differ from them.
TEST_F(EvaluateMaps, TellPredictionsFromSaliency) {
  const auto reports = evaluate_maps(trial_, common_).in_time.reports;
  const Report expected = evaluate_model(trial_, common_).reports.at(0);
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].detector, "predictions");
  EXPECT_EQ(reports[1].detector, "saliency");
  EXPECT_NEAR(reports[0].auroc.value(), expected.auroc.value(), 1e-3);
  EXPECT_GT(std::abs(reports[1].auroc.value() - expected.auroc.value()), 0.01);
  for (const Report& report : reports) {
    EXPECT_EQ(report.threshold, report.best->threshold);
    EXPECT_DOUBLE_EQ(report.pooled.accuracy().value(), report.best->accuracy);
  }
  trial_.median_frames = 1;
  const auto rough = evaluate_maps(trial_, common_).in_time.reports;
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NE(rough[i].auroc, reports[i].auroc) << i;
}

// `evaluate --maps` prints the same scores as a table and as a document.
TEST_F(EvaluateMaps, AreAVerbsAnswer) {
  trial_.manifests = {scratch_
                          .file("corpus/voices.tsv",
                                "path\tlabels\tsplit\tvocals\n"
                                "song6.wav\tsong6.lab\ttest\tsong6.wav\n")
                          .string()};
  const MapResult result = evaluate_maps(trial_, common_);
  const auto evaluate = [&](const Arguments& more) {
    return run_cantus(Arguments{"evaluate", "--maps", "-m", trial_.model.string(), "--manifest",
                                trial_.manifests.front(), "--median", "5", "--threads", "1"} +
                      more);
  };
  const auto printed = evaluate({"--json"});
  ASSERT_EQ(printed.exit_code, 0) << printed.errors;
  const auto document = nlohmann::json::parse(printed.output);
  EXPECT_EQ(document["detectors"][1]["detector"], "saliency");
  EXPECT_DOUBLE_EQ(document["spectral"]["mean_of_songs"]["f"].get<double>(),
                   result.in_frequency.mean().f);
  const auto table = evaluate({});
  EXPECT_TRUE(holds(table.output, "\nvoice in the spectrum, mean of 1 song: P "));
  for (const char* flag : {"--threshold=0.3", "--no-baselines", "--compat-grid"}) {
    const auto refused = evaluate({flag});
    const std::string name = std::string(flag).substr(0, std::string(flag).find('='));
    EXPECT_TRUE(ended(refused, 64, name + ": has no effect on maps"));
  }
  const auto without =
      run_cantus({"evaluate", "--manifest", trial_.manifests.front(), "--fit-songs", "1"});
  EXPECT_TRUE(ended(without, 64, "--fit-songs: given without --maps"));
}

// Scores the mix as an estimate of the voice, whose true sound is given in three ways.
class KnownVoices : public ::testing::Test {
 protected:
  static constexpr std::uint32_t kNumSamples = 22050;

  KnownVoices() {
    Audio low{22050, {}}, high{22050, {}}, both{22050, {}}, rest{22050, {}};
    for (std::uint32_t i = 0; i < kNumSamples; ++i) {
      low.samples.push_back(0.2f * std::sin(0.1f * static_cast<float>(i)));
      high.samples.push_back(0.1f * std::sin(0.3f * static_cast<float>(i)));
      both.samples.push_back(low.samples[i] + high.samples[i]);
      rest.samples.push_back(high.samples[i]);
    }
    write("low", low);
    write("high", high);
    write("both", both);
    write("rest", rest);
    scratch_.file("a.lab", "0 1 sing\n");
    trial_.positive = {"sing"};
    common_.num_threads = 1;
  }

  void write(const std::string& name, const Audio& audio) const {
    write_wav(scratch_ / (name + ".wav"), audio, WavFormat::kFloat32);
  }

  // Appends `row` to "both.wav a.lab test song" and `rest` to "rest.wav (none) test accompaniment".
  SpectralScores scores(const std::string& row, const std::string& rest = "\t",
                        EstimateKind estimate = EstimateKind::kMix) {
    const auto manifest = scratch_.file(
        "m.tsv", "path\tlabels\tsplit\tkind\tgain_db\tvocals\nboth.wav\ta.lab\ttest\tsong\t" + row +
                     "\nrest.wav\t\ttest\taccompaniment\t" + rest + "\n");
    trial_.manifests = {manifest.string()};
    return evaluate_estimate(estimate, trial_, StoredFloat::kFloat32, common_).in_frequency.mean();
  }

  Scratch scratch_;
  ModelTrial trial_;
  CommonOptions common_;
};

TEST_F(KnownVoices, GoBeforeWhatAnAccompanimentLacks) {
  EXPECT_NEAR(scores("\tboth.wav").f, 1, 1e-5);
  EXPECT_NEAR(scores("\tlow.wav;high.wav").f, 1, 1e-5);
  EXPECT_LT(scores("\t").precision, 0.9);
  EXPECT_LT(scores("\tlow.wav").precision, 0.9);
  EXPECT_NEAR(scores("\tlow.wav").recall, 1, 0.01);
}

TEST_F(KnownVoices, AreHeardAtTheLevelOfTheirSong) {
  EXPECT_NEAR(scores("-12\tboth.wav").f, 1, 1e-5);
  EXPECT_NEAR(scores("12\tlow.wav;high.wav").f, 1, 1e-5);
}

TEST_F(KnownVoices, AreComparedWithTheSoundThatASeparationExtractsOfTheirSongAtItsLevel) {
  Audio glide{22050, {}}, both{22050, {}};
  for (std::uint32_t i = 0; i < 4 * kNumSamples; ++i) {
    const auto t = static_cast<float>(i) / 22050;
    glide.samples.push_back(0.2f * std::sin(6.2831853f * (400 + 200 * t) * t));
    both.samples.push_back(glide.samples[i] + 0.2f * std::sin(13000 * t));
  }
  write("low", glide);
  write("both", both);
  Queue host({}, 1);
  const MaskedSound masked(host, map_front_end().stft);
  const auto frames = [&](const std::string& name) {
    const auto sound = scratch_ / (name + ".wav");
    auto samples = samples_for_maps(sound);
    for (float& x : samples) x *= 4;
    return song_frames(sound, std::move(samples), masked);
  };
  const SpectralScores expected = spectral_scores(
      estimate_by_repetition(host, masked, frames("both")).spectrogram, frames("low").mix);
  EXPECT_GT(expected.f, 0.1);
  EXPECT_NEAR(scores("12.0412\tlow.wav", "\t", EstimateKind::kRepetSim).f, expected.f, 1e-4);
}

TEST_F(KnownVoices, AreWhatAnAccompanimentLacksAtItsOwnLevel) {
  const double f = scores("\t").f;
  EXPECT_LT(f, 0.95);
  Audio twice{22050, {}};
  for (std::uint32_t i = 0; i < kNumSamples; ++i)
    twice.samples.push_back(0.2f * std::sin(0.3f * static_cast<float>(i)));
  write("rest", twice);
  EXPECT_NEAR(scores("\t", "-6.0206\t").f, f, 1e-3);
}

TEST_F(KnownVoices, AreNotInAccompanimentsOneBehindTheOther) {
  const double f = scores("\t").f;
  EXPECT_EQ(scores("\t", "\t\nlow.wav\t\ttest\taccompaniment\t\t").f, f);
}

TEST_F(KnownVoices, AreAsLongAsTheirSong) {
  write("low", {22050, std::vector<float>(kNumSamples + 2000, 0.1f)});
  EXPECT_GT(scores("\tlow.wav").recall, 0);
  write("low", {22050, std::vector<float>(kNumSamples + 3000, 0.1f)});
  expect_error(Exit::kBadData, "low.wav: 1.136 s of sound (expected 1.000 s, as the song has)",
               [&] { scores("\tlow.wav"); });
}

// Scores by another voice are not reused for this one.
TEST_F(KnownVoices, ChangeWhatAMetricIsOf) {
  const auto digest = [&](const std::string& vocals) {
    scores("\t" + vocals);
    return prepare_trial_songs(trial_, front_end_preset("schlueter2016"), StoredFloat::kFloat32,
                               common_)
        .sha256_with_voices();
  };
  const std::string none = digest(""), low = digest("low.wav");
  EXPECT_NE(none, low);
  EXPECT_EQ(digest("low.wav"), low);
  EXPECT_NE(digest("high.wav"), low);
  const auto found = prepare_trial_songs(trial_, front_end_preset("schlueter2016"),
                                         StoredFloat::kFloat32, common_);
  EXPECT_EQ(found.sha256(), none);
}

}  // namespace
}  // namespace cantus
