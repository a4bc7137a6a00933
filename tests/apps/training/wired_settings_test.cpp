#include <cmath>

#include <nlohmann/json.hpp>

#include "tests/apps/support/training_runs.h"

namespace cantus {
namespace {

// Settings of an experiment file that must reach the training step.
class WiredSettings : public TinyTraining {
 protected:
  std::vector<nlohmann::json> steps(const std::string& run, const Arguments& more) {
    const auto result = train(scratch_ / run, more);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    std::vector<nlohmann::json> all;
    std::ifstream log(scratch_ / run / "log.jsonl");
    for (std::string line; std::getline(log, line);) {
      const auto entry = nlohmann::json::parse(line);
      if (entry.contains("loss")) all.push_back(entry);
    }
    return all;
  }
  static double least_loss(const std::vector<nlohmann::json>& steps) {
    double least = 1e9;
    for (const auto& step : steps) least = std::min(least, step["loss"].get<double>());
    return least;
  }
};

TEST_F(WiredSettings, TheRateDecaysEpochByEpoch) {
  const Arguments two{"--epochs", "2", "--set", "optimizer.learning_rate=0.01"};
  const auto plain = steps("plain", two);
  const auto halved = steps("halved", two + Arguments{"--set", "optimizer.decay=0.5"});
  ASSERT_EQ(halved.size(), 12u);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_DOUBLE_EQ(plain[i]["learning_rate"], 0.01) << i;
    EXPECT_DOUBLE_EQ(halved[i]["learning_rate"], i < 6 ? 0.01 : 0.005) << i;
    // The loss of step 7 depends on weights that the first epoch made.
    EXPECT_EQ(plain[i]["loss_hex"] == halved[i]["loss_hex"], i < 7) << i;
  }
}

// A cross-entropy is never below its target's entropy, here that of 0.3 against 0.7.
TEST_F(WiredSettings, SoftLabelsKeepLossesOverTheirEntropy) {
  const double entropy = -0.3 * std::log(0.3) - 0.7 * std::log(0.7);
  const Arguments longer{"--epochs", "1", "--set", "experiment.batches_per_epoch=24"};
  EXPECT_GT(least_loss(steps("soft", longer + Arguments{"--set", "data.soft_label=0.3"})),
            entropy - 1e-6);
  EXPECT_LT(least_loss(steps("hard", longer)), entropy - 0.1);
}

// Given only silence, a network answers the same for every excerpt: if half of a batch has voice,
// any such answer costs at least log 2; if a tenth has, the answer "no voice" costs less.
TEST_F(WiredSettings, BalancedBatchesHaveVoiceInEveryOtherExcerpt) {
  for (int song = 0; song < 6; ++song) {
    write_wav(corpus_.song(song), {16000, std::vector<float>(25600 + song)});  // no two are equal
    std::ofstream(corpus_.labels(song)) << "0.4 0.56 sing\n";
  }
  const Arguments fast{"--epochs", "2", "--set", "optimizer.learning_rate=0.1"};
  EXPECT_GT(least_loss(steps("balanced", fast + Arguments{"--set", "data.balanced=true"})),
            std::log(2) - 1e-6);
  EXPECT_LT(least_loss(steps("plain", fast)), std::log(2) - 0.1);
}

}  // namespace
}  // namespace cantus
