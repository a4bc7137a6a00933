#include <random>

#include <nlohmann/json.hpp>

#include "data/checkpoint/checkpoint.h"
#include "tests/apps/support/training_runs.h"
#include "tests/support/holds.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

using ResumedTraining = TinyTraining;

TEST_F(ResumedTraining, KilledAtAnyInstantEndsWithTheSameBytes) {
  const Arguments two_threads{"--threads", "2"};
  ASSERT_EQ(train(scratch_ / "whole", two_threads).exit_code, 0);
  std::mt19937 random(17);
  for (int round = 0; round < 2; ++round) {
    const auto folder = scratch_ / ("killed" + std::to_string(round));
    std::int64_t lines = 0;
    for (int kill = 0; kill < 4; ++kill) {
      lines += 1 + random() % 7;
      Background process(train_arguments(corpus_, folder, two_threads));
      wait_for_lines(process, folder / "log.jsonl", lines);
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 20000));
      process.end(SIGKILL);
    }
    const auto result = train(folder, two_threads);
    ASSERT_EQ(result.exit_code, 0) << result.errors;
    expect_same_run(scratch_ / "whole", folder);
  }
}

TEST_F(ResumedTraining, StoppedByASignalSavesAndAsksToBeRunAgain) {
  // Steps long enough for a signal to come before the last one.
  const Arguments slow{"--set", "experiment.batch_size=64"};
  const Arguments unsaved = slow + Arguments{"--set", "checkpoint.every_steps=1000"};
  ASSERT_EQ(train(scratch_ / "whole", slow).exit_code, 0);
  for (const int signal : {SIGTERM, SIGUSR1, SIGHUP, SIGXCPU}) {
    const auto folder = scratch_ / ("stopped" + std::to_string(signal));
    Background process(train_arguments(corpus_, folder, unsaved));
    wait_for_lines(process, folder / "log.jsonl", 3);
    EXPECT_EQ(process.end(signal), 75);
    EXPECT_GE(list_files(folder / "checkpoints").size(), 1u);
    ASSERT_EQ(train(folder, slow).exit_code, 0);
    expect_same_run(scratch_ / "whole", folder);
  }
}

TEST_F(ResumedTraining, KilledGoesOnFromTheLastEpoch) {
  const auto folder = scratch_ / "killed";
  ASSERT_EQ(train(scratch_ / "whole").exit_code, 0);
  Background process(train_arguments(corpus_, folder, {"--set", "checkpoint.every_steps=1000"}));
  wait_for_lines(process, folder / "log.jsonl", 14);  // two epochs of six updates
  process.end(SIGKILL);
  ASSERT_TRUE(std::filesystem::exists(folder / "checkpoints/step_00000006.ckpt"));
  ASSERT_EQ(train(folder).exit_code, 0);
  expect_same_run(scratch_ / "whole", folder);
}

// With the same arguments it would start from scratch once more.
TEST_F(ResumedTraining, SaysHowToGoOnWhatBeganAnew) {
  const auto folder = scratch_ / "run", errors = scratch_ / "errors";
  const Arguments anew{"--set", "experiment.batch_size=64", "--resume", "never", "--force"};
  Background process(train_arguments(corpus_, folder, anew), errors.string());
  wait_for_lines(process, folder / "log.jsonl", 3);
  EXPECT_EQ(process.end(SIGTERM), 75);
  EXPECT_TRUE(
      holds(content_of(errors), "run the same command again, without --resume never, to go on"));
}

// Stopped during validation, it saves the step and validates when it is resumed.
TEST_F(ResumedTraining, StoppedInTheMidstOfValidationEndsWithTheSameBytes) {
  write_wav(corpus_.song(4), {16000, testing::noise(16000 * 120, 99, 0.05f)});
  const Arguments every{"--set", "experiment.validation_stride=1", "--epochs", "2"};
  ASSERT_EQ(train(scratch_ / "whole", every).exit_code, 0);
  const auto folder = scratch_ / "stopped";
  Background process(train_arguments(corpus_, folder, every));
  wait_for_lines(process, folder / "log.jsonl", 6);
  EXPECT_EQ(process.end(SIGINT), 75);
  EXPECT_EQ(num_lines(folder / "log.jsonl"), 6);  // no scores yet
  EXPECT_EQ(list_files(folder / "checkpoints").back().filename(), "step_00000006.ckpt");
  ASSERT_EQ(train(folder, every).exit_code, 0);
  EXPECT_EQ(content_of(folder / "log.jsonl"), content_of(scratch_ / "whole/log.jsonl"));
  EXPECT_TRUE(content_of(folder / "model.safetensors") ==
              content_of(scratch_ / "whole/model.safetensors"));
}

TEST_F(ResumedTraining, GoesOnWhenMoreStepsAreAllowed) {
  ASSERT_EQ(train(scratch_ / "whole").exit_code, 0);
  const auto folder = scratch_ / "parts";
  ASSERT_EQ(train(folder, {"--max-steps", "9"}).exit_code, 0);
  EXPECT_EQ(list_files(folder / "checkpoints").back().filename(), "step_00000009.ckpt");
  EXPECT_TRUE(std::filesystem::exists(folder / "model.safetensors"));
  ASSERT_EQ(train(folder).exit_code, 0);
  expect_same_run(scratch_ / "whole", folder);
}

// A cluster may resume the run on another kind of node.
TEST_F(ResumedTraining, GoesOnWhereAnotherProcessorRoundsOtherwise) {
  const auto folder = scratch_ / "run";
  ASSERT_EQ(train(folder, {"--max-steps", "9"}).exit_code, 0);
  std::ofstream(folder / "log.jsonl", std::ios::app)
      << "{\"step\":10,\"epoch\":2,\"learning_rate\":0.1,\"loss\":9,\"loss_hex\":\"0x1.2p+3\"}\n";
  EXPECT_EQ(train(folder).exit_code, 70);
  const auto file = folder / "checkpoints/step_00000009.ckpt";
  Checkpoint checkpoint = read_checkpoint(file);
  ASSERT_TRUE(checkpoint.metadata.contains("training.processor"));
  checkpoint.metadata["training.processor"] = "another";
  write_checkpoint(file, checkpoint);
  const auto result = train(folder);
  EXPECT_EQ(result.exit_code, 0) << result.errors;
}

// Files as left by a run that was stopped before its model, or between its model and its summary.
TEST_F(ResumedTraining, WritesTheModelAndSummaryThatAreOfAnotherEnd) {
  const auto folder = scratch_ / "run";
  const auto model = folder / "model.safetensors", summary = folder / "summary.json";
  const Arguments faster{"--set", "optimizer.learning_rate=0.01", "--force"};
  ASSERT_EQ(train(folder, {"--max-steps", "9"}).exit_code, 0);
  const std::string summary_of_part = content_of(summary);
  ASSERT_EQ(train(folder).exit_code, 0);
  const std::string summary_of_whole = content_of(summary), slow = content_of(model);
  std::ofstream(summary) << summary_of_part;
  ASSERT_EQ(train(folder).exit_code, 0);
  EXPECT_EQ(content_of(summary), summary_of_whole);
  std::filesystem::remove_all(folder / "checkpoints");
  ASSERT_EQ(train(folder, faster).exit_code, 0);
  const std::string fast = content_of(model);
  for (const std::string& before : {slow, fast.substr(0, fast.size() - 9)}) {
    std::ofstream(model, std::ios::binary) << before;
    ASSERT_EQ(train(folder, faster).exit_code, 0);
    EXPECT_TRUE(content_of(model) == fast);
  }
}

TEST_F(ResumedTraining, WithAugmentationGoesOnToTheSameBytesAndChangesWhatIsLearned) {
  const Arguments augmented{"--set", "data.front_end=schlueter2016",
                            "--set", "augment.stretch=0.3",
                            "--set", "augment.shift=0.3",
                            "--set", "augment.filter_db=10",
                            "--set", "data.dtype=float16"};
  ASSERT_EQ(train(scratch_ / "whole", augmented).exit_code, 0);
  const auto folder = scratch_ / "parts";
  ASSERT_EQ(train(folder, augmented + Arguments{"--max-steps", "9"}).exit_code, 0);
  ASSERT_EQ(train(folder, augmented).exit_code, 0);
  expect_same_run(scratch_ / "whole", folder);
  const Arguments plain =
      augmented + Arguments{"--set", "augment.stretch=0",  "--set", "augment.shift=0",
                            "--set", "augment.filter_db=0"};
  ASSERT_EQ(train(scratch_ / "plain", plain).exit_code, 0);
  EXPECT_NE(content_of(scratch_ / "whole/log.jsonl"), content_of(scratch_ / "plain/log.jsonl"));
  const auto refused = train(folder, plain);
  EXPECT_TRUE(ended(refused, 78, "augment."));
}

TEST_F(ResumedTraining, SaysHowFarItCameAndHowToGoOn) {
  const auto folder = scratch_ / "parts";
  auto arguments = train_arguments(corpus_, folder, {"--max-steps", "9", "--json"});
  std::erase(arguments, "-q");
  const auto part = run_cantus(arguments);
  EXPECT_EQ(nlohmann::json::parse(part.output)["finished"], false);
  EXPECT_TRUE(holds(part.errors, "94 % of batch norm's statistics are still initial"));
  EXPECT_TRUE(holds(part.errors,
                    "step 9 of 24, 1.5 of 4 epochs, as --max-steps says: the run is not "
                    "finished; the same command without --max-steps resumes it"));
  const auto saved = run_cantus({"info", (folder / "checkpoints/step_00000009.ckpt").string()});
  EXPECT_TRUE(holds(saved.output, ".ckpt: checkpoint\n"));
  EXPECT_TRUE(holds(saved.output, "  step                        9\n"));
  arguments.erase(arguments.end() - 3, arguments.end() - 1);
  const auto whole = run_cantus(arguments);
  EXPECT_EQ(nlohmann::json::parse(whole.output)["finished"], true);
  EXPECT_TRUE(holds(whole.errors, "step 24 of 24, 4 of 4 epochs\n"));
}

TEST_F(ResumedTraining, AFinishedRunGoesOnWhenMoreEpochsAreAsked) {
  ASSERT_EQ(train(scratch_ / "whole").exit_code, 0);
  const auto folder = scratch_ / "longer";
  ASSERT_EQ(train(folder, {"--epochs", "2"}).exit_code, 0);
  EXPECT_EQ(list_files(folder / "checkpoints").back().filename(), "step_00000012.ckpt");
  ASSERT_EQ(train(folder, {"--set", "experiment.epochs=4"}).exit_code, 0);
  expect_same_run(scratch_ / "whole", folder);
  EXPECT_EQ(train(folder, {"--epochs", "5"}).exit_code, 0);
  EXPECT_EQ(list_files(folder / "checkpoints").back().filename(), "step_00000030.ckpt");
}

}  // namespace
}  // namespace cantus
