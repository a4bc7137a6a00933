#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/self_improvement/earlier_rounds.h"
#include "data/files/hash.h"
#include "data/files/input_file.h"
#include "data/labels/frame_targets.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/two_clips.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

class SelfImprove : public ::testing::Test {
 protected:
  SelfImprove() { write_two_clips(scratch_); }

  ProcessResult improve(const Arguments& more = {}) {
    return run_cantus(Arguments{"self-improve", (scratch_ / "weak.toml").string(), "-o",
                                out_.string(), "--json", "--threads", "2"} +
                      more);
  }

  Scratch scratch_;
  fs::path out_ = scratch_ / "rounds";
};

TEST_F(SelfImprove, TrainsEveryRoundOnWhatTheOneBeforeSaw) {
  const auto result = improve();
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  ASSERT_EQ(report["rounds"].size(), 3u);
  for (const char* round : {"beta", "gamma"}) {
    const auto targets = read_frame_targets(out_ / (std::string(round) + ".targets.safetensors"));
    ASSERT_EQ(targets.by_track.size(), 1u) << "the clip with voice alone";
    EXPECT_EQ(targets.by_track.begin()->second.size(), 137u);
    const std::string before = round == std::string("beta") ? "alpha" : "beta";
    EXPECT_EQ(targets.facts.at("model_sha256"),
              sha256_of_file(out_ / before / "model.safetensors"));
    EXPECT_EQ(targets.facts.at("made_of"), before == "alpha" ? "predictions" : "saliency");
  }
  EXPECT_EQ(report["rounds"][2]["targets"]["frames"], 137);
  EXPECT_TRUE(holds(result.errors, "gamma: 1 songs with voice, mean target"));
}

TEST_F(SelfImprove, GoesOnWhereItWasAndMakesTheSame) {
  ASSERT_EQ(improve({"--rounds", "2"}).exit_code, 0);
  const std::string beta = sha256_of_file(out_ / "beta/model.safetensors");
  const auto written = fs::last_write_time(out_ / "beta.targets.safetensors");
  fs::remove_all(out_ / "beta");
  ASSERT_EQ(improve({"--rounds", "2"}).exit_code, 0);
  EXPECT_EQ(sha256_of_file(out_ / "beta/model.safetensors"), beta);
  EXPECT_EQ(fs::last_write_time(out_ / "beta.targets.safetensors"), written);
  // Targets made with other settings are not reused.
  fs::remove_all(out_ / "beta");
  ASSERT_EQ(improve({"--rounds", "2", "--median", "3"}).exit_code, 0);
  EXPECT_NE(fs::last_write_time(out_ / "beta.targets.safetensors"), written);
  EXPECT_NE(sha256_of_file(out_ / "beta/model.safetensors"), beta);
}

// A network must stay the one trained on its targets: what would change those is refused before
// anything is trained or written.
TEST_F(SelfImprove, RefusesToChangeWhatALaterRoundLearnedFrom) {
  ASSERT_EQ(improve().exit_code, 0);
  const auto digests = [this] {
    std::vector<std::string> all;
    for (const char* file : {"alpha/model.safetensors", "beta.targets.safetensors",
                             "gamma.targets.safetensors", "rounds.json"})
      all.push_back(sha256_of_file(out_ / file));
    return all;
  };
  const auto before = digests();
  const auto expect_refused = [&](const Arguments& flags, const std::string& error) {
    const auto result = improve(flags);
    EXPECT_TRUE(ended(result, 78, error));
    EXPECT_EQ(digests(), before) << error;
  };
  expect_refused({"--set", "experiment.epochs=2"},
                 "alpha/model.safetensors: trained with other settings, experiment.epochs: was 1, "
                 "is 2, and " +
                     (out_ / "beta").string() + " learned from it; set it back");
  expect_refused({"--rounds", "1", "--set", "experiment.epochs=2"},
                 "alpha/model.safetensors: trained with other settings");
  expect_refused({"--seed", "2"}, "learned from it; set it back, or choose another folder\n");
  expect_refused({"--median", "3"}, "beta.targets.safetensors: median_frames: was 56, is 3, and");
  expect_refused({"--scale", "2"}, "gamma.targets.safetensors: saliency_scale: was 10, is 2, and");
  expect_refused({"--relabel", "weight"},
                 "beta.targets.safetensors: relabelling: was not given, is weight, and");
  expect_refused({"--betas", "2"},
                 "beta2/model.safetensors: missing, and " + (out_ / "gamma").string());
  EXPECT_EQ(improve().exit_code, 0);
  const fs::path targets = out_ / "beta.targets.safetensors";
  const FrameTargets made = read_frame_targets(targets);
  FrameTargets relabelled = made;
  relabelled.facts["relabelling"] = "weight";
  write_frame_targets(targets, relabelled);
  EXPECT_TRUE(holds(improve().errors, "beta.targets.safetensors: made in another way, and"));
  write_frame_targets(targets, made);
  fs::remove_all(out_ / "beta");
  fs::remove_all(out_ / "gamma");
  EXPECT_EQ(improve({"--rounds", "1", "--set", "experiment.epochs=2"}).exit_code, 0);
  EXPECT_NE(digests(), before);
}

// As a training can rebuild its model from a checkpoint, so can the rounds, bit for bit.
TEST_F(SelfImprove, MakesAgainWhatIsGoneOrDamaged) {
  ASSERT_EQ(improve({"--rounds", "2"}).exit_code, 0);
  const auto digests = [this] {
    return std::vector{sha256_of_file(out_ / "alpha/model.safetensors"),
                       sha256_of_file(out_ / "beta.targets.safetensors"),
                       sha256_of_file(out_ / "beta/model.safetensors")};
  };
  const auto before = digests();
  const fs::path model = out_ / "alpha/model.safetensors",
                 targets = out_ / "beta.targets.safetensors";
  const auto expect_made_again = [&](const char* of) {
    const auto result = improve({"--rounds", "2"});
    EXPECT_EQ(result.exit_code, 0) << of << result.errors;
    EXPECT_EQ(digests(), before) << of;
  };
  fs::resize_file(model, fs::file_size(model) / 2);
  expect_made_again("half a model");
  fs::resize_file(targets, 0);
  expect_made_again("empty targets");
  for (const fs::path& file : {model, targets}) fs::remove(file);
  expect_made_again("nothing of both");
  fs::remove(model);
  const auto other = improve({"--rounds", "2", "--median", "3"});
  EXPECT_TRUE(ended(other, 78, "median_frames: was 56, is 3"));
  EXPECT_FALSE(fs::exists(out_ / "alpha/model.safetensors"));
  fs::remove_all(out_ / "alpha/checkpoints");
  const auto missing = improve({"--rounds", "2"});
  EXPECT_TRUE(ended(missing, 78, "alpha/model.safetensors: missing, and"));
}

TEST_F(SelfImprove, KeepsTheRoundsOfALongerRunInItsReport) {
  ASSERT_EQ(improve().exit_code, 0);
  const std::string all = sha256_of_file(out_ / "rounds.json");
  ASSERT_EQ(improve({"--rounds", "1"}).exit_code, 0);
  EXPECT_EQ(sha256_of_file(out_ / "rounds.json"), all);
  EXPECT_EQ(improve({"--rounds", "2"}).exit_code, 0);
  EXPECT_EQ(sha256_of_file(out_ / "rounds.json"), all);
  scratch_.file("rounds/rounds.json", R"({"schema": "cantus.self-improve/1", "rounds": {"x": 1}})");
  EXPECT_EQ(improve({"--rounds", "1"}).exit_code, 73);
  ASSERT_EQ(improve({"--rounds", "1", "--force"}).exit_code, 0);
  EXPECT_NE(sha256_of_file(out_ / "rounds.json"), all);
}

TEST_F(SelfImprove, TellsInADryRunHowFarEveryRoundIs) {
  const auto told = [this](const Arguments& more = {}) {
    return improve(Arguments{"--dry-run"} + more).errors;
  };
  const auto starts = [this](const char* round) {
    return "CNN-" + std::string(round) + ": would start in " + (out_ / round).string() + "\n";
  };
  const std::string beta_targets =
      "CNN-beta: would make its targets, " + (out_ / "beta.targets.safetensors").string() + "\n";
  const std::string over = "nothing left to train, ";
  const std::string alpha = over + (out_ / "alpha/model.safetensors").string();
  EXPECT_TRUE(holds(told(), starts("alpha")));
  EXPECT_TRUE(holds(told(), beta_targets));
  EXPECT_FALSE(fs::exists(out_));
  ASSERT_EQ(improve({"--rounds", "2"}).exit_code, 0);
  const auto of_three = told();
  EXPECT_TRUE(holds(of_three, alpha));
  EXPECT_TRUE(holds(of_three, over + (out_ / "beta/model.safetensors").string()));
  EXPECT_TRUE(holds(of_three, "CNN-gamma: would make its targets, "));
  fs::remove_all(out_ / "beta");
  EXPECT_TRUE(holds(told(), starts("beta")));
  fs::remove(out_ / "beta.targets.safetensors");
  EXPECT_TRUE(holds(told(), beta_targets));
  ASSERT_EQ(improve({"--rounds", "2"}).exit_code, 0);
  EXPECT_TRUE(holds(told({"--seed", "2"}), "alpha/model.safetensors: trained with other settings"));
  scratch_.file("rounds/rounds.json", "none");
  EXPECT_TRUE(holds(told(), "rounds.json: is no report of rounds"));
}

TEST_F(SelfImprove, RelabelsAsOftenAsItIsTold) {
  const auto result = improve({"--rounds", "2", "--betas", "2", "--relabel", "weight", "--set",
                               "experiment.batches_per_epoch=1"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(holds(result.errors, "--relabel weight: by Schlueter 2016"));
  EXPECT_TRUE(holds(result.errors, "--betas: by Schlueter 2016"));
  const auto rounds = nlohmann::json::parse(result.output)["rounds"];
  ASSERT_EQ(rounds.size(), 3u);
  EXPECT_EQ(rounds[2]["round"], "beta2");
  const auto& targets = rounds[2]["targets"];
  EXPECT_EQ(targets["mean"], 1);
  EXPECT_EQ(targets["frames"].get<int>() + targets["left_out"].get<int>(), 137);
  const auto file = read_frame_targets(out_ / "beta2.targets.safetensors");
  EXPECT_EQ(file.facts.at("model_sha256"), sha256_of_file(out_ / "beta/model.safetensors"));
  EXPECT_EQ(file.facts.at("relabelling"), "weight");
}

TEST_F(SelfImprove, RefusesTargetsWithoutAnyVoice) {
  const auto result = improve({"--rounds", "2", "--relabel", "prune", "--threshold", "1", "--set",
                               "experiment.batches_per_epoch=1"});
  EXPECT_TRUE(ended(result, 65, "no frame of a song with voice is left"));
  EXPECT_FALSE(fs::exists(out_ / "beta"));
}

TEST_F(SelfImprove, RefusesFlagsWithoutEffect) {
  EXPECT_EQ(improve({"--threshold", "0.2"}).exit_code, 64);
  const auto of_four = improve({"--rounds", "4"});
  EXPECT_TRUE(ended(of_four, 64, "--rounds: `4` given (expected a whole number from 1 to 3)"));
  const auto planned = improve(
      {"--threshold", "0.2", "--set", "self_improve.relabel=prune", "--median", "7", "--dry-run"});
  EXPECT_EQ(planned.exit_code, 0) << planned.errors;
  const auto settings = nlohmann::json::parse(planned.output)["settings"]["self_improve"];
  EXPECT_EQ(settings["median_frames"], 7);
  EXPECT_EQ(settings["relabel"], "prune");
  EXPECT_EQ(settings["threshold"], 0.2);
  EXPECT_EQ(improve({"--threshold", "0.2", "--relabel", "weight"}).exit_code, 64);
  EXPECT_EQ(improve({"--rounds", "1", "--betas", "2"}).exit_code, 64);
  EXPECT_EQ(improve({"--rounds", "1", "--median", "9"}).exit_code, 64);
  EXPECT_EQ(improve({"--rounds", "2", "--scale", "3"}).exit_code, 64);
  EXPECT_EQ(improve({"--set", "data.labels=frames"}).exit_code, 64);
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(SelfImprove, RefusesANetworkWithoutSaliencyBeforeItTrains) {
  const auto result = improve({"--set", "model.name=glu_crnn"});
  EXPECT_TRUE(ended(result, 65, "network glu_crnn: has no saliency map"));
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(SelfImprove, RefusesClipsOfOneKind) {
  scratch_.file("weak.tsv", "sung.wav\t1\nplayed.wav\t1\n");
  const auto result = improve();
  EXPECT_TRUE(ended(result, 78, "2 of 2 training songs have voice"));
}

TEST(LaterRounds, AreKeptBehindTheSameModelsAlone) {
  const auto report = [](const std::string& text) { return nlohmann::ordered_json::parse(text); };
  const auto before = report(R"([{"round": "alpha", "model_sha256": "a"},
                                 {"round": "beta", "model_sha256": "b"}])");
  auto same = report(R"([{"round": "alpha", "model_sha256": "a"}])");
  keep_later_rounds(before, same);
  EXPECT_EQ(same, before);
  const auto other = report(R"([{"round": "alpha", "model_sha256": "c"}])");
  auto rounds = other;
  keep_later_rounds(before, rounds);
  EXPECT_EQ(rounds, other);
}

}  // namespace
}  // namespace cantus
