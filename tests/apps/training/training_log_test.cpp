#include "apps/training/training_log.h"

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(TrainingLog, IsCutBehindTheStepItGoesOnFrom) {
  const Scratch scratch;
  const auto path = scratch.file("log.jsonl", "{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n");
  TrainingLog log(path, {.step = 2, .must_repeat_cut = true});
  EXPECT_EQ(content_of(path), "{\"step\":1}\n{\"step\":2}\n");
  log.add("{\"step\":3}");
  log.add("{\"step\":4}");
  log.flush();
  EXPECT_EQ(content_of(path), "{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n{\"step\":4}\n");
}

TEST(TrainingLog, HasNoValidationThatTheRunGoesOnBefore) {
  const Scratch scratch;
  const std::string loss = "{\"step\":2,\"loss\":0.5}\n", valid = "{\"step\":2,\"valid\":{}}\n";
  const auto path = scratch.file("log.jsonl", loss + valid);
  TrainingLog before(path, {.step = 2, .is_validated = false, .must_repeat_cut = true});
  EXPECT_EQ(content_of(path), loss);
  before.add("{\"step\":2,\"valid\":{}}");
  const TrainingLog behind(path, {.step = 2, .is_validated = true});
  EXPECT_EQ(content_of(path), loss + valid);
}

TEST(TrainingLog, LosesALineThatAKillTore) {
  const Scratch scratch;
  const auto path = scratch.file("log.jsonl", "{\"step\":1}\n{\"step\":2,\"lo");
  TrainingLog log(path, {.step = 5, .must_repeat_cut = true});
  EXPECT_EQ(content_of(path), "{\"step\":1}\n");
  EXPECT_TRUE(TrainingLog(path, {.step = 2}).lacks_lines());
  EXPECT_FALSE(TrainingLog(path, {.step = 1}).lacks_lines());
}

TEST(TrainingLog, RefusesAStepThatComesOutOtherwise) {
  const Scratch scratch;
  const std::string text =
      "{\"step\":1,\"loss\":0.7}\n{\"step\":2,\"loss\":0.5}\n{\"step\":3,\"loss\":0.4}\n";
  const auto path = scratch.file("log.jsonl", text);
  for (int time = 0; time < 2; ++time) {  // repeating the command repeats the message
    TrainingLog log(path, {.step = 0, .must_repeat_cut = true});
    log.add("{\"step\":1,\"loss\":0.7}");
    expect_error(Exit::kSoftware, "a step done again gave {\"step\":2,\"loss\":0.6}",
                 [&] { log.add("{\"step\":2,\"loss\":0.6}"); });
    EXPECT_EQ(content_of(path), text);
  }
}

TEST(TrainingLog, ForgetsTheLinesItIsNotToVerify) {
  const Scratch scratch;
  const auto path = scratch.file("log.jsonl", "{\"step\":1,\"loss\":0.5}\n");
  TrainingLog log(path, {.step = 0});
  log.add("{\"step\":1,\"loss\":0.6}");
  EXPECT_EQ(content_of(path), "{\"step\":1,\"loss\":0.6}\n");
}

TEST(TrainingLog, IsToldFromThoseOfOtherPrograms) {
  const Scratch scratch;
  const auto is_ours = [&](const std::string& text) {
    return is_training_log(scratch.file("log.jsonl", text));
  };
  EXPECT_TRUE(is_ours(""));
  EXPECT_TRUE(is_ours("{\"step\":1,\"epoch\":1,\"loss\":0.5,\"loss_hex\":\"0x1p-1\"}\n"));
  EXPECT_TRUE(is_ours("{\"step\":9,\"epoch\":1,\"valid\":{\"f\":0.5}}\n"));
  EXPECT_FALSE(is_ours("{\"step\":1,\"loss\":0.5}\n"));
  EXPECT_FALSE(is_ours("mine\n"));
}

}  // namespace
}  // namespace cantus
