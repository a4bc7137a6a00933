#include <gtest/gtest.h>

#include "apps/study/finished_run.h"
#include "apps/training/song_scorer.h"
#include "data/checkpoint/checkpoint.h"
#include "data/files/hash.h"
#include "models/detection/inference.h"
#include "models/networks/networks.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/two_clips.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

class BagTraining : public ::testing::Test {
 protected:
  BagTraining() { write_two_clips(scratch_); }

  ProcessResult train(const std::string& run, const Arguments& more) {
    return run_cantus(Arguments{"train", (scratch_ / "weak.toml").string(), "-o",
                                (scratch_ / run).string(), "--threads", "1", "--set",
                                "data.labels=songs", "--set", "model.num_frames=25"} +
                      more);
  }
  // Epochs of two batches, each with the excerpts of one song.
  static Arguments of_maxima() {
    return {"--set", "bags.pooling=max",        "--set",    "bags.instances=0",
            "--set", "experiment.batch_size=1", "--epochs", "2"};
  }
  std::string model(const std::string& run) const {
    return sha256_of_file(scratch_ / run / "model.safetensors");
  }

  Scratch scratch_;
};

TEST_F(BagTraining, WritesModelsThatDetectAsAnyOther) {
  const auto result =
      train("attention", {"--set", "model.name=spectrogram_cnn", "--set", "bags.pooling=attention",
                          "--set", "bags.instances=1", "--epochs", "1"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Checkpoint written = read_checkpoint(scratch_ / "attention/model.safetensors");
  EXPECT_EQ(written.find("attention.weight"), nullptr);
  const auto detected = run_cantus({"detect", (scratch_ / "sung.wav").string(), "-m",
                                    (scratch_ / "attention/model.safetensors").string(), "-o",
                                    (scratch_ / "found").string()});
  EXPECT_EQ(detected.exit_code, 0) << detected.errors;
}

// Killed within an epoch, it goes on with the excerpts chosen when that epoch began.
TEST_F(BagTraining, OfMaximaGoesOnAsIfNeverStopped) {
  const Arguments settings = of_maxima();
  ASSERT_EQ(train("whole", settings).exit_code, 0);
  ASSERT_EQ(train("parts", settings + Arguments{"--max-steps", "3"}).exit_code, 0);
  EXPECT_NE(read_checkpoint(scratch_ / "parts/checkpoints/step_00000003.ckpt").find("state.chosen"),
            nullptr);
  ASSERT_EQ(train("parts", settings).exit_code, 0);
  EXPECT_EQ(model("parts"), model("whole"));
}

// A run stopped while it chooses is saved with no choice, or with that of the epoch before.
TEST_F(BagTraining, OfMaximaChoosesAnewWhereAnEpochBegins) {
  const Arguments settings = of_maxima();
  ASSERT_EQ(train("whole", settings).exit_code, 0);
  ASSERT_EQ(train("parts", settings + Arguments{"--max-steps", "2"}).exit_code, 0);
  const fs::path last = scratch_ / "parts/checkpoints/step_00000002.ckpt";
  Checkpoint checkpoint = read_checkpoint(last);
  std::erase_if(checkpoint.tensors, [](const auto& t) { return t.name == "state.chosen"; });
  write_checkpoint(last, checkpoint);
  const auto resumed = train("parts", settings);
  ASSERT_EQ(resumed.exit_code, 0) << resumed.errors;
  EXPECT_EQ(model("parts"), model("whole"));
}

TEST_F(BagTraining, RefusesWhatDoesNotFitTogether) {
  const auto refused = [&](const Arguments& settings, const std::string& message) {
    Arguments arguments;
    for (const std::string& setting : settings) arguments = arguments + Arguments{"--set", setting};
    const auto result = train("refused", arguments);
    EXPECT_TRUE(ended(result, 78, message));
  };
  refused({"bags.pooling=median"}, "bags.pooling is \"median\" (expected none, max, mean");
  refused({"bags.pooling=max", "data.labels=frames"}, "(expected data.labels = \"songs\")");
  refused({"bags.pooling=mean", "bags.instances=3"},
          "experiment.batch_size = 2 with bags.instances = 3 (expected whole bags in a batch)");
  refused({"bags.pooling=mean", "bags.instances=0"}, "with bags.instances = 0 (expected max");
  refused(
      {"bags.pooling=max", "bags.instances=0", "augment.stretch=0.3", "model.name=spectrogram_cnn"},
      "[augment] with bags.instances = 0");
  refused({"bags.pooling=max", "bags.instances=0"},
          "experiment.batches_per_epoch: 2, and 1 are a pass over the songs (expected a pass at");
  refused({"bags.pooling=max", "model.name=glu_cnn"},
          "spectrogram_cnn or mel_cnn, which have one logit");
}

// Only CNN-alpha learns from bags; later networks learn from targets of frames.
TEST_F(BagTraining, IsOfAStudysFirstRound) {
  write_clip(scratch_, "other.wav", 0.5f);
  scratch_.file("clips.tsv",
                "path\tlabels\tsplit\thas_voice\nsung.wav\t\ttrain\t1\n"
                "played.wav\t\ttrain\t0\nother.wav\tother.lab\ttest\t1\n");
  scratch_.file("other.lab", "0.7 1.4 sing\n");
  scratch_.file("study.toml",
                "[table]\ncolumns = [\"name\", \"f\", \"bags.pooling\"]\nrows = [\n"
                "  { name = \"a\", round = \"alpha\" }, { name = \"b\", round = \"beta\" }]\n"
                "[experiment]\nepochs = 1\nbatches_per_epoch = 1\nbatch_size = 2\n"
                "[model]\nname = \"mel_cnn\"\nnum_frames = 25\n[bags]\npooling = "
                "\"max\"\ninstances = 2\n"
                "[data]\nmanifest = \"clips.tsv\"\npositive = \"sing\"\nlabels = \"songs\"\n");
  const auto run = [&](const Arguments& more) {
    return run_cantus(Arguments{"experiment", (scratch_ / "study.toml").string(), "-o",
                                (scratch_ / "out").string(), "-q"} +
                      more);
  };
  const auto result = run({});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const FinishedRun alpha = read_finished_run(scratch_ / "out/runs/a-seed1.json");
  const FinishedRun beta = read_finished_run(scratch_ / "out/runs/b-seed1.json");
  EXPECT_TRUE(holds(alpha.settings, "pooling = \"max\""));
  EXPECT_FALSE(holds(beta.settings, "pooling"));
  EXPECT_EQ(run({"--dry-run"}).output, "a-seed1, finished\nb-seed1, finished\n");
  // CNN-beta's targets would change; CNN-alpha has none.
  const auto other = run({"--dry-run", "--set", "self_improve.median_frames=5"});
  EXPECT_TRUE(ended(other, 78,
                    "b-seed1.json: the run was made with other settings, "
                    "self_improve.median_frames: was 56, is 5"));
}

// Detection over the whole song finds the same maxima as every excerpt alone.
TEST(LikeliestExcerpts, AreTheMaximaOfTheirSongs) {
  Queue queue({}, 2);
  const Network network = make_spectrogram_cnn({.num_frames = 25, .num_bands = 40});
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(3);
  FrameSet frames(40, StoredFloat::kFloat32);
  for (const std::int64_t length : {36, 10, 31}) {
    frames.add_song({length, 40, testing::noise(length * 40, length)},
                    std::vector<float>(static_cast<std::size_t>(length), 1.0f));
  }
  const Excerpts excerpts(frames, {.num_frames = 25, .one_a_song = true});
  Inference one(queue, network, parameters, 1, Precision::kFloat32);
  std::vector<std::int64_t> wanted;
  for (const auto& [first, end] : {std::pair{0, 12}, {12, 19}}) {
    float best = -1;
    for (std::int64_t i = first; i < end; ++i) {
      excerpts.copy(i, one.features().data());
      one.run();
      const float p = one.probabilities().front();
      if (p > best) {
        best = p;
        if (i == first) wanted.push_back(i);
        wanted.back() = i;
      }
    }
  }
  int num_songs = 0;
  EXPECT_EQ(likeliest_excerpts(queue, network, parameters, excerpts, Precision::kFloat32,
                               [&] { ++num_songs; }),
            wanted);
  EXPECT_EQ(num_songs, 2);
}

}  // namespace
}  // namespace cantus
