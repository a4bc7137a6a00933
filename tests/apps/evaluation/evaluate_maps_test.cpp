#include "apps/evaluation/evaluate_maps.h"

#include <gtest/gtest.h>

#include "tests/apps/support/random_model.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"

namespace cantus {
namespace {

class EvaluateMaps : public ::testing::Test {
 protected:
  EvaluateMaps() {
    // Shorter than the song that is there, as maps take their time.
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

// The predictions are those of `evaluate`, which come another way; the maps say something else.
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
}

}  // namespace
}  // namespace cantus
