#include <gtest/gtest.h>

#include "tests/apps/support/training_runs.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

// Trainings that could not succeed.
class RefusedTraining : public TinyTraining {
 protected:
  ProcessResult train(const Arguments& more = {}) { return TinyTraining::train(run_, more); }

  void expect_refused(const std::string& part, const Arguments& more = {}) {
    const auto result = train(more);
    EXPECT_TRUE(ended(result, 78, part));
    EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
    EXPECT_FALSE(std::filesystem::exists(run_));
  }

  std::filesystem::path run_ = scratch_ / "run";
};

TEST_F(RefusedTraining, IsChosenByValidationSongsWithoutVoice) {
  expect_refused("no voice (sing) in the 1 excerpts of split valid that are scored",
                 {"--set", "experiment.validation_stride=1000"});
  for (const int song : {4, 5}) std::ofstream(corpus_.labels(song)) << "0 1.6 nosing\n";
  expect_refused("manifest.tsv: no frame of the validation songs has the label sing");
}

TEST_F(RefusedTraining, AsksForKindsOfSongsThatAreNot) {
  expect_refused("no song is of kind opera (expected one of song)", {"--set", "data.kinds=opera"});
}

TEST_F(RefusedTraining, HasExcerptsTooShortForItsNetwork) {
  for (const char* name : {"mel_cnn", "spectrogram_cnn"})
    expect_refused(
        std::string("model.num_frames is 24 (expected 25 or more, which convolutions and "
                    "pools of ") +
            name + " take)",
        {"--set", std::string("model.name=") + name, "--set", "model.num_frames=24"});
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "corpus/features")) << "made before it looked";
}

TEST_F(RefusedTraining, WouldReplaceWhatNoCheckpointCanGiveBack) {
  std::filesystem::create_directories(run_);
  const auto expect_kept = [&](const std::string& name, const std::string& part) {
    std::ofstream(run_ / name) << "mine";
    const auto result = train();
    EXPECT_TRUE(ended(result, 73, name + part));
    EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
    EXPECT_EQ(content_of(run_ / name), "mine");
    std::filesystem::remove(run_ / name);
  };
  expect_kept("summary.json", ": is no summary of a training");
  expect_kept("log.jsonl", ": is no log of a training");
  for (const char* name : {"summary.json", "log.jsonl"}) std::filesystem::remove(run_ / name);
  expect_kept("config.toml", ": is of other settings, ");
  expect_kept("model.safetensors", ": exists already, without a checkpoint to go on from");
  // The state of a run killed before its first checkpoint, and of a finished run without any.
  ASSERT_EQ(train({"--max-steps", "2"}).exit_code, 0);
  std::filesystem::remove_all(run_ / "checkpoints");
  std::filesystem::remove(run_ / "model.safetensors");
  EXPECT_EQ(train({"--max-steps", "2"}).exit_code, 0);
  std::filesystem::remove_all(run_ / "checkpoints");
  EXPECT_EQ(train().exit_code, 73);
  EXPECT_EQ(train({"--force"}).exit_code, 0);
}

// A run killed before its first checkpoint left only its settings.
TEST_F(RefusedTraining, IsNoneWhereOnlyTheLengthChanged) {
  ASSERT_EQ(train({"--max-steps", "2"}).exit_code, 0);
  std::filesystem::remove_all(run_ / "checkpoints");
  std::filesystem::remove(run_ / "model.safetensors");
  EXPECT_EQ(train({"--epochs", "2"}).exit_code, 0);
  std::filesystem::remove_all(run_ / "checkpoints");
  std::filesystem::remove(run_ / "model.safetensors");
  const auto other = train({"--set", "optimizer.decay=0.5", "--set", "data.balanced=true"});
  EXPECT_TRUE(ended(other, 73,
                    "config.toml: is of other settings, data.balanced: was false, is "
                    "true; optimizer.decay: was 1, is 0.5"));
}

// The magnitudes fit into float16, but the coefficients of the splines through them do not.
TEST_F(RefusedTraining, HasSplinesThatFloat16CannotHold) {
  Audio loud{22050, std::vector<float>(22050)};
  for (std::size_t i = 0; i < loud.samples.size(); ++i)
    loud.samples[i] = i % 220 < 110 ? 10.0f : -10.0f;
  write_wav(corpus_.song(1), loud, WavFormat::kFloat32);
  std::ofstream(corpus_.manifest()) << "path\tlabels\tsplit\tgain_db\n"
                                       "song0.wav\tsong0.lab\ttrain\t\n"
                                       "song1.wav\tsong1.lab\ttrain\t26\n"
                                       "song4.wav\tsong4.lab\tvalid\t\n";
  const Arguments augmented{
      "--set", "data.front_end=schlueter2016", "--set", "augment.shift=0.3", "--max-steps", "1"};
  const auto refused = train(augmented + Arguments{"--set", "data.dtype=float16"});
  EXPECT_TRUE(ended(refused, 65, "song1.wav: spline coefficients of "));
  EXPECT_TRUE(holds(refused.errors, "use data.dtype = \"float32\""));
  EXPECT_FALSE(std::filesystem::exists(run_));
  const auto whole = train(augmented);
  EXPECT_EQ(whole.exit_code, 0) << whole.errors;
}

TEST_F(RefusedTraining, WouldBeginBesideWhatAnEarlierRunLeft) {
  std::filesystem::create_directories(run_ / "summary.json" / "kept");
  const auto result = train({"--force", "--resume", "never"});
  EXPECT_TRUE(ended(result, 74, "summary.json: cannot be deleted, "));
  EXPECT_FALSE(std::filesystem::exists(run_ / "checkpoints"));
  EXPECT_TRUE(std::filesystem::exists(run_ / "summary.json/kept"));
}

}  // namespace
}  // namespace cantus
