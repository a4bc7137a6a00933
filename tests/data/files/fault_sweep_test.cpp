// The n-th call of every kind fails, once or from then on, for n = 0, 1 ... until a run is clean:
// one clear line, the right code, no damaged file under a name that readers look at, and the next
// run succeeds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "data/checkpoint/series.h"
#include "data/features/feature_store.h"
#include "data/files/hash.h"
#include "data/files/list_files.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct Failure {
  SystemCall call;
  int failure;
  Exit expected;
};

const Failure kFailures[] = {
    {SystemCall::kOpen, EMFILE, Exit::kOsError},  {SystemCall::kOpen, EACCES, Exit::kNoPermission},
    {SystemCall::kWrite, ENOSPC, Exit::kIoError}, {SystemCall::kWrite, EIO, Exit::kIoError},
    {SystemCall::kWrite, kHalf, Exit::kDone},     {SystemCall::kReserve, ENOSPC, Exit::kIoError},
    {SystemCall::kTruncate, EIO, Exit::kIoError}, {SystemCall::kFsync, EIO, Exit::kIoError},
    {SystemCall::kClose, EIO, Exit::kIoError},    {SystemCall::kRename, EIO, Exit::kIoError},
    {SystemCall::kUnlink, EIO, Exit::kIoError},   {SystemCall::kNew, ENOMEM, Exit::kOsError},
};

// Work that writes, in a folder of its own.
class Workload {
 public:
  virtual ~Workload() = default;
  virtual void run() = 0;
  // Whether the work is done as far as a reader can see. Fails the test where what is read is
  // neither from before nor from after the work.
  virtual bool is_done() = 0;
};

// Step 8 over 4 and 6, of which 4 goes.
class SavesACheckpoint : public Workload {
 public:
  SavesACheckpoint() {
    for (const int step : {4, 6}) write_checkpoint(path_of(step), checkpoint_of(step));
  }
  void run() override {
    write_checkpoint(path_of(8), checkpoint_of(8));
    prune_checkpoints(scratch_.folder(), 2, std::nullopt);
  }
  bool is_done() override {
    const auto latest = latest_checkpoint(scratch_.folder());
    EXPECT_TRUE(latest && latest->warnings.empty());
    if (!latest) return false;
    EXPECT_TRUE(latest->step == 6 || latest->step == 8);
    EXPECT_EQ(latest->checkpoint.tensors[0].bytes, checkpoint_of(latest->step).tensors[0].bytes);
    return latest->step == 8;
  }

 private:
  fs::path path_of(std::int64_t step) const { return step_path(scratch_.folder(), step); }
  static Checkpoint checkpoint_of(std::int64_t step) {
    Checkpoint checkpoint;
    checkpoint.metadata["schema"] = "test/1";
    checkpoint.tensors.push_back(
        NamedTensor::of<float>("a", {3000}, std::vector<float>(3000, static_cast<float>(step))));
    checkpoint.tensors.push_back(NamedTensor::of<std::uint64_t>("state.step", {1}, {7}));
    return checkpoint;
  }
  Scratch scratch_;
};

// A second song beside a first.
class StoresFeatures : public Workload {
 public:
  StoresFeatures() { open().put(track(1), features_of(1), "one.wav"); }
  void run() override { open().put(track(2), features_of(2), "two.wav"); }
  bool is_done() override {
    FeatureStore store = open();
    EXPECT_TRUE(store.holds(track(1)));
    EXPECT_EQ(store.read(track(1)).values, features_of(1).values);
    if (!store.holds(track(2))) return false;
    EXPECT_EQ(store.read(track(2)).values, features_of(2).values);
    return true;
  }

 private:
  FeatureStore open() const {
    return FeatureStore(scratch_.folder(), front_end_preset("hou2020"), StoredFloat::f16);
  }
  static std::string track(int song) { return sha256_hex(std::to_string(song)); }
  static FeatureMatrix features_of(int song) {
    return {20, 64, std::vector<float>(20 * 64, static_cast<float>(song))};
  }
  Scratch scratch_;
};

struct Outcome {
  Exit code = Exit::kDone;
  bool was_reached = false;
};

// Runs the workload under a fault.
Outcome run_failing(Workload& work, const Failure& failure, int num_before, bool is_sticky) {
  const Fault fault(failure.call, num_before, failure.failure, is_sticky);
  try {
    work.run();
    return {Exit::kDone, fault.was_reached()};
  } catch (const Error& error) {
    const std::string line = error.what();
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    EXPECT_EQ(line.rfind(::testing::TempDir(), 0), 0u) << "names no file: " << line;
    return {error.code(), true};
  } catch (const std::bad_alloc&) {
    return {Exit::kOsError, true};
  }
}

template <typename Work>
void sweep(const Failure& failure, bool is_sticky) {
  constexpr int kMostCalls = 20000;
  const WatchSystemCalls without_flushes(
      [](const auto& event) { return event.call == SystemCall::kFsync ? kSkip : kGoOn; });
  // Allocations come by the thousand: the first forty, and some of each stretch after them.
  const int stride = failure.call == SystemCall::kNew ? 61 : 1;
  for (int n = 0; n < kMostCalls; n += n < 40 ? 1 : stride) {
    SCOPED_TRACE(std::string(is_sticky ? "all from " : "only ") + name_of(failure.call) + " " +
                 std::to_string(n) + " on, errno " + std::to_string(failure.failure));
    Work work;
    const auto [code, was_reached] = run_failing(work, failure, n, is_sticky);
    EXPECT_TRUE(code == failure.expected || code == Exit::kDone) << static_cast<int>(code);
    const bool is_done = work.is_done();
    if (code == Exit::kDone) {
      EXPECT_TRUE(is_done) << "said to be done";
    }
    work.run();
    EXPECT_TRUE(work.is_done());
    if (!was_reached || ::testing::Test::HasFailure()) return;
  }
  ADD_FAILURE() << "no clean run in " << kMostCalls;
}

class FaultSweep : public ::testing::TestWithParam<Failure> {};

TEST_P(FaultSweep, Checkpoint) {
  for (const bool is_sticky : {false, true}) sweep<SavesACheckpoint>(GetParam(), is_sticky);
}
TEST_P(FaultSweep, FeatureStore) {
  for (const bool is_sticky : {false, true}) sweep<StoresFeatures>(GetParam(), is_sticky);
}

INSTANTIATE_TEST_SUITE_P(All, FaultSweep, ::testing::ValuesIn(kFailures), [](const auto& info) {
  const std::string failure =
      info.param.failure > 0 ? ::strerrorname_np(info.param.failure) : "half";
  return std::string(name_of(info.param.call)) + "_" + failure;
});

}  // namespace
}  // namespace cantus
