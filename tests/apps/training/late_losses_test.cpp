#include <gtest/gtest.h>

#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

using Arguments = std::vector<std::string>;

class LateLosses : public ::testing::Test {
 protected:
  ProcessResult train(const std::filesystem::path& output, const Arguments& more = {}) {
    Arguments arguments{
        "train", corpus_.experiment().string(), "-o", output.string(), "--threads", "1", "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_cantus(arguments);
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

// Losses that wait on the device are logged as they were, and a divergence among them is found at
// its step and costs as little.
TEST_F(LateLosses, AreLoggedAsTheyWereAndCostNothing) {
  ASSERT_EQ(train(scratch_ / "whole").exit_code, 0);
  const Arguments later{"--set", "experiment.loss_every_steps=5"};
  ASSERT_EQ(train(scratch_ / "later", later).exit_code, 0);
  for (const char* file : {"log.jsonl", "model.safetensors", "checkpoints/step_00000024.ckpt"})
    EXPECT_TRUE(content_of(scratch_ / "whole" / file) == content_of(scratch_ / "later" / file));
  const auto diverge = [&](const char* every, const std::filesystem::path& folder) {
    return train(folder,
                 {"--set", "optimizer.kind=nesterov", "--set", "optimizer.learning_rate=200",
                  "--set", "experiment.epochs=1000", "--set", "experiment.batches_per_epoch=50",
                  "--set", "checkpoint.every_steps=1000", "--set", every});
  };
  const auto at_once = diverge("experiment.loss_every_steps=1", scratch_ / "a");
  const auto behind = diverge("experiment.loss_every_steps=1000", scratch_ / "b");
  EXPECT_EQ(at_once.exit_code, 1);
  EXPECT_EQ(behind.exit_code, 1);
  const std::string words = "the loss of step ";
  ASSERT_NE(at_once.errors.find(words), std::string::npos) << at_once.errors;
  EXPECT_EQ(behind.errors.substr(behind.errors.find(words)),
            at_once.errors.substr(at_once.errors.find(words)));
  EXPECT_EQ(content_of(scratch_ / "a/log.jsonl"), content_of(scratch_ / "b/log.jsonl"));
  EXPECT_FALSE(content_of(scratch_ / "a/log.jsonl").empty());
  EXPECT_TRUE(content_of(scratch_ / "a/diverged-step.ckpt") ==
              content_of(scratch_ / "b/diverged-step.ckpt"));
}

}  // namespace
}  // namespace cantus
