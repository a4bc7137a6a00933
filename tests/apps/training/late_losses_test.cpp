#include <gtest/gtest.h>

#include "tests/apps/support/training_runs.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

using LateLosses = TinyTraining;

// Losses that stay on the device for a while are logged the same, and a divergence among them is
// found at the same step and costs no more.
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
  ASSERT_TRUE(holds(at_once.errors, words));
  EXPECT_EQ(behind.errors.substr(behind.errors.find(words)),
            at_once.errors.substr(at_once.errors.find(words)));
  EXPECT_EQ(content_of(scratch_ / "a/log.jsonl"), content_of(scratch_ / "b/log.jsonl"));
  EXPECT_FALSE(content_of(scratch_ / "a/log.jsonl").empty());
  EXPECT_TRUE(content_of(scratch_ / "a/diverged-step.ckpt") ==
              content_of(scratch_ / "b/diverged-step.ckpt"));
}

}  // namespace
}  // namespace cantus
