#include "data/checkpoint/series.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <tuple>

#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

void write_step(const Scratch& scratch, std::int64_t step) {
  Checkpoint checkpoint;
  checkpoint.tensors = {NamedTensor::of<std::int64_t>("state.step", {}, {step})};
  write_checkpoint(step_path(scratch.folder(), step), checkpoint);
}

std::vector<std::string> names_in(const Scratch& scratch) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.folder())) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(CheckpointSeries, NamesStepsInSortableOrder) {
  EXPECT_EQ(step_path("runs/a", 1200), "runs/a/step_00001200.ckpt");
  EXPECT_EQ(step_path("runs/a", 1234567890), "runs/a/step_1234567890.ckpt");
}

TEST(CheckpointSeries, FindsNothingInAnEmptyOrAbsentFolder) {
  const Scratch scratch;
  EXPECT_FALSE(latest_checkpoint(scratch.folder()));
  EXPECT_FALSE(latest_checkpoint(scratch / "absent"));
  for (const char* other : {"step_1.ckpt", "step_000000001.ckpt", "step_-0000001.ckpt",
                            "step_99999999999999999999.ckpt"})
    scratch.file(other, "not one of ours");
  scratch.file(".step_00000001.ckpt.host.1.0.tmp", "left by a killed writer");
  EXPECT_FALSE(latest_checkpoint(scratch.folder()));
}

TEST(CheckpointSeries, TakesTheHighestStepNotTheLastName) {
  const Scratch scratch;
  for (const std::int64_t step : {99999999, 100000000, 5}) write_step(scratch, step);
  const auto latest = latest_checkpoint(scratch.folder());
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->step, 100000000);
  EXPECT_EQ(latest->path, step_path(scratch.folder(), 100000000));
  EXPECT_EQ(latest->checkpoint.find("state.step")->values<std::int64_t>()[0], 100000000);
  EXPECT_TRUE(latest->warnings.empty());
}

TEST(CheckpointSeries, FallsBackToTheNewestIntactOneWithAWarning) {
  const Scratch scratch;
  for (const std::int64_t step : {10, 20, 30}) write_step(scratch, step);
  scratch.file("step_00000030.ckpt", "");
  const auto latest = latest_checkpoint(scratch.folder());
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->step, 20);
  ASSERT_EQ(latest->warnings.size(), 1u);
  EXPECT_TRUE(holds(latest->warnings[0], "step_00000030.ckpt: is empty"));
}

// A checkpoint that cannot be read at the moment may be intact.
TEST(CheckpointSeries, PassesOverNothingThatTheSystemKeepsFromIt) {
  const Scratch scratch;
  for (const std::int64_t step : {10, 20}) write_step(scratch, step);
  for (const auto& [call, failure, code] :
       {std::tuple{SystemCall::kOpen, EACCES, Exit::kNoPermission},
        std::tuple{SystemCall::kRead, EIO, Exit::kIoError}}) {
    const Fault fault(call, 0, failure, /*is_sticky=*/false);
    expect_error(code, "step_00000020.ckpt", [&] { latest_checkpoint(scratch.folder()); });
  }
}

TEST(CheckpointSeries, NeverStartsAfreshSilently) {
  const Scratch scratch;
  scratch.file("step_00000010.ckpt", "damaged");
  scratch.file("step_00000020.ckpt", "damaged too");
  expect_error(Exit::kBadData, "none of 2 checkpoints is intact, the newest: ", [&] {
    latest_checkpoint(scratch.folder());
  });
  expect_error(Exit::kBadData, "or delete " + scratch.folder().parent_path().string() + " to train",
               [&] { latest_checkpoint(scratch.folder()); });
}

TEST(CheckpointSeries, PrunesAllButTheNewest) {
  const Scratch scratch;
  for (const std::int64_t step : {1, 2, 3, 4, 5}) write_step(scratch, step);
  scratch.file("config.toml", "");
  prune_checkpoints(scratch.folder(), 5, 2);
  const std::vector<std::string> left{"config.toml", "step_00000004.ckpt", "step_00000005.ckpt"};
  EXPECT_EQ(names_in(scratch), left);
  prune_checkpoints(scratch.folder(), 5, 9);
  EXPECT_EQ(names_in(scratch), left);
}

TEST(CheckpointSeries, PrunesWhatWasPassedOverAsDamagedRatherThanWhatIsIntact) {
  const Scratch scratch;
  for (const std::int64_t step : {10, 20, 23}) write_step(scratch, step);
  scratch.file("step_00000030.ckpt", "damaged");
  prune_checkpoints(scratch.folder(), 23, 2);
  const std::vector<std::string> left{"step_00000020.ckpt", "step_00000023.ckpt"};
  EXPECT_EQ(names_in(scratch), left);
}

TEST(CheckpointSeries, IsPrunedThoughAnotherWasFasterOrSaysWhyNot) {
  const Scratch scratch;
  for (const std::int64_t step : {1, 2}) write_step(scratch, step);
  const auto prune = [&](int failure) {
    const WatchSystemCalls watch([=](const CallEvent& event) {
      return event.call == SystemCall::kUnlink ? failure : kGoOn;
    });
    prune_checkpoints(scratch.folder(), 2, 1);
  };
  EXPECT_NO_THROW(prune(ENOENT));
  expect_error(Exit::kIoError, "step_00000001.ckpt: cannot be deleted, ", [&] { prune(EROFS); });
}

}  // namespace
}  // namespace cantus
