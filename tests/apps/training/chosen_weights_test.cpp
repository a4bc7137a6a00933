#include <nlohmann/json.hpp>

#include "data/checkpoint/checkpoint.h"
#include "tests/apps/support/training_runs.h"

namespace cantus {
namespace {

// At this rate batch norm's statistics change faster than the weights: every epoch is worse than
// the one before.
const Arguments kGetsWorse{"--set", "optimizer.learning_rate=1e-5"};

Arguments up_to(const char* step) { return kGetsWorse + Arguments{"--max-steps", step}; }

// Which of a run's weights become its model, and when the run ends.
class ChosenWeights : public TinyTraining {
 protected:
  // The run's summary.
  nlohmann::json train(const std::string& run, const Arguments& more) {
    const auto result = TinyTraining::train(scratch_ / run, more + Arguments{"--json"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output);
  }
  // Validation scores, epoch by epoch.
  std::vector<nlohmann::json> scores(const std::string& run) const {
    std::vector<nlohmann::json> all;
    std::ifstream log(scratch_ / run / "log.jsonl");
    for (std::string line; std::getline(log, line);) {
      const auto entry = nlohmann::json::parse(line);
      if (entry.contains("valid")) all.push_back(entry["valid"]);
    }
    return all;
  }
  Checkpoint model(const std::string& run) const {
    return read_checkpoint(scratch_ / run / "model.safetensors");
  }
  Checkpoint last(const std::string& run) const {
    return read_checkpoint(list_files(scratch_ / run / "checkpoints").back());
  }
  static bool have_same_weights(const Checkpoint& model, const Checkpoint& other) {
    return std::all_of(model.tensors.begin(), model.tensors.end(), [&](const NamedTensor& tensor) {
      const NamedTensor* there = other.find(tensor.name);
      return there != nullptr && there->bytes == tensor.bytes;
    });
  }
};

// No checkpoint contains the epoch that was cut short.
TEST_F(ChosenWeights, HaveTheirScoresWhenTheCommandIsRunAgain) {
  const auto summary = train("run", up_to("3"));
  EXPECT_EQ(summary["best_step"], 3);
  EXPECT_TRUE(summary["best_validation_f"].is_number());
  EXPECT_EQ(train("run", up_to("3")), summary);
  std::filesystem::remove(scratch_ / "run/summary.json");
  EXPECT_EQ(train("run", up_to("3")), summary);
}

TEST_F(ChosenWeights, AreThoseOfTheBestEpochAndNotTheLast) {
  const auto summary = train("whole", kGetsWorse);
  ASSERT_EQ(summary["best_step"], 6) << "for this test the first epoch must be the best";
  ASSERT_EQ(summary["steps"], 24);
  train("first", up_to("6"));
  EXPECT_TRUE(have_same_weights(model("whole"), model("first")));
  EXPECT_FALSE(have_same_weights(model("whole"), last("whole")));
}

TEST_F(ChosenWeights, AreThoseOfTheHigherAreaWhereFIsTheSame) {
  EXPECT_EQ(train("run", {"--epochs", "2"})["best_step"], 12);
  const auto found = scores("run");
  ASSERT_EQ(found.size(), 2u);
  ASSERT_EQ(found[0]["f"], found[1]["f"]);
  ASSERT_LT(found[0]["auroc"], found[1]["auroc"]);
}

TEST_F(ChosenWeights, AreThoseOfAnEpochCutShortWhereItLearnedMost) {
  EXPECT_EQ(train("better", {"--max-steps", "9"})["best_step"], 9);
  EXPECT_EQ(model("better").fact("training.best_step"), "9");
  EXPECT_TRUE(have_same_weights(model("better"), last("better")));
}

TEST_F(ChosenWeights, AreNotThoseOfAnEpochCutShortThatMadeThemWorse) {
  train("6", up_to("6"));
  EXPECT_EQ(train("9", up_to("9"))["best_step"], 6);
  EXPECT_TRUE(have_same_weights(model("9"), model("6")));
  EXPECT_FALSE(have_same_weights(model("9"), last("9")));
}

// With nothing learned and no statistics updated, every epoch is as good as the first.
TEST_F(ChosenWeights, AreWaitedForNoLongerThanPatienceLasts) {
  for (const int patience : {1, 2}) {
    const std::string run = std::to_string(patience);
    const auto summary =
        train(run, {"--set", "optimizer.learning_rate=1e-30", "--set",
                    "model.batch_norm_momentum=1", "--set", "experiment.patience=" + run});
    EXPECT_EQ(scores(run).size(), static_cast<std::size_t>(1 + patience));
    EXPECT_EQ(summary["steps"], 6 * (1 + patience));
    EXPECT_EQ(summary["best_step"], 6);
    EXPECT_EQ(summary["finished"], true);
  }
}

// If an epoch in between is better, patience starts again.
TEST_F(ChosenWeights, AreWaitedForAgainAfterABetterEpoch) {
  train("run", {"--epochs", "8", "--set", "experiment.patience=2"});
  const auto found = scores("run");
  int stale = 0;
  double best = -1;
  bool began_anew = false;
  for (std::size_t epoch = 0; epoch < found.size(); ++epoch) {
    ASSERT_LT(stale, 2) << "trained on behind epoch " << epoch;
    const double score = 10 * found[epoch]["f"].get<double>() + found[epoch]["auroc"].get<double>();
    began_anew = began_anew || (score > best && stale > 0);
    stale = score > best ? 0 : stale + 1;
    best = std::max(best, score);
  }
  EXPECT_TRUE(stale == 2 || found.size() == 8);
  EXPECT_TRUE(began_anew) << "for this test an epoch must be worse, and one behind it the best";
}

}  // namespace
}  // namespace cantus
