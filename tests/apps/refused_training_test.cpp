#include <gtest/gtest.h>

#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

// What would train and come to nothing.
class RefusedTraining : public ::testing::Test {
 protected:
  void expect_refused(const std::string& part, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{
        "train", corpus_.experiment().string(), "-o", (scratch_ / "run").string(), "--threads", "1",
        "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = run_cantus(arguments);
    EXPECT_EQ(result.exit_code, 78) << result.errors;
    EXPECT_NE(result.errors.find(part), std::string::npos) << result.errors;
    EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "run"));
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(RefusedTraining, IsChosenByValidationSongsWithoutVoice) {
  expect_refused("no voice (sing) in the 1 excerpts of split valid that are scored",
                 {"--set", "experiment.validation_stride=1000"});
  for (const int song : {4, 5}) std::ofstream(corpus_.labels(song)) << "0 1.6 nosing\n";
  expect_refused("manifest.tsv: no voice (sing) in the 50 excerpts of split valid");
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

}  // namespace
}  // namespace cantus
