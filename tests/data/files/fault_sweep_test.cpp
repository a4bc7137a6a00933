// The n-th call of every kind fails, alone or with all later ones, for n = 0, 1 ... until a run is
// clean. Expected: one clear line, the right exit code, no damaged file under a name that readers
// use, and success of the next run.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "kernels/core/error.h"
#include "tests/data/support/committing_work.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

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

struct Outcome {
  Exit code = Exit::kDone;
  bool was_reached = false;
};

// Runs the workload under a fault.
template <typename Work>
Outcome run_failing(const Work& work, const Failure& failure, int num_before, bool is_sticky) {
  const Fault fault(failure.call, num_before, failure.failure, is_sticky);
  try {
    work.run();
    return {Exit::kDone, fault.was_reached()};
  } catch (const Error& error) {
    const std::string line = error.what();
    EXPECT_FALSE(holds(line, "\n"));
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
  // Allocations number in the thousands: tries each of the first forty, then every 61st.
  const int stride = failure.call == SystemCall::kNew ? 61 : 1;
  for (int n = 0; n < kMostCalls; n += n < 40 ? 1 : stride) {
    SCOPED_TRACE(std::string(is_sticky ? "all from " : "only ") + name_of(failure.call) + " " +
                 std::to_string(n) + " on, errno " + std::to_string(failure.failure));
    const Scratch scratch;
    const Work work(scratch.folder());
    work.prepare();
    const auto [code, was_reached] = run_failing(work, failure, n, is_sticky);
    EXPECT_TRUE(code == failure.expected || code == Exit::kDone) << static_cast<int>(code);
    const Found found = look_at(work);
    EXPECT_NE(found, Found::kBroken);
    if (code == Exit::kDone) {
      EXPECT_EQ(found, Found::kNew) << "said to be done";
    }
    work.run();
    EXPECT_EQ(look_at(work), Found::kNew);
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
