#include <gtest/gtest.h>

#include <future>

#include "kernels/core/error.h"
#include "kernels/fill/fill.h"
#include "kernels/gemm/gemm.h"
#include "tests/support/device_array.h"
#include "tests/support/device_under_test.h"
#include "tests/support/environment_variable.h"

// What a device's queue leaves behind after memory ran out or a call failed.
namespace cantus::testing {
namespace {

constexpr std::size_t kMoreThanThereIs = std::size_t{1} << 50;

template <class Call>
Exit code_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return Exit::kDone;
}

class DeviceMemory : public ::testing::Test {
 protected:
  void SetUp() override {
    if (device_under_test().kind == DeviceKind::kCpu) GTEST_SKIP() << "of a GPU's queue";
  }
  static bool is_emulated() { return device_under_test().kind == DeviceKind::kEmulated; }

  Queue queue_{device_under_test(), 1};
};

TEST_F(DeviceMemory, ScratchThatCouldNotGrowIsAsLargeAsBefore) {
  queue_.reserve_scratch(64);
  const int moves = queue_.scratch_moves();
  EXPECT_EQ(code_of([&] { queue_.reserve_scratch(kMoreThanThereIs); }), Exit::kOsError);
  EXPECT_NE(queue_.scratch_moves(), moves) << "what was recorded still knows the old place";
  EXPECT_NE(queue_.scratch(64), nullptr);
  EXPECT_THROW(queue_.scratch(65), Error);
}

TEST_F(DeviceMemory, LackOfLockedMemoryIsTheSystems) {
  if (!is_emulated()) GTEST_SKIP() << "needs a fault";
  const EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "call:cudaMallocHost");
  EXPECT_EQ(code_of([&] { queue_.memory().allocate_pinned(64); }), Exit::kOsError);
}

TEST_F(DeviceMemory, ThatCouldNotBeClearedIsGivenBack) {
  if (!is_emulated()) GTEST_SKIP() << "needs a fault";
  const std::size_t free_bytes = queue_.memory().free_bytes();
  const EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "call:cudaMemsetAsync");
  EXPECT_EQ(code_of([&] { queue_.memory().allocate(1 << 20); }), Exit::kSoftware);
  EXPECT_EQ(queue_.memory().free_bytes(), free_bytes);
}

// A new thread's current device is the first GPU; a queue of another GPU must set its own.
TEST_F(DeviceMemory, OfAQueueOnAnotherThreadIsOfItsGpu) {
  if (!is_emulated()) GTEST_SKIP() << "needs two devices";
  const EnvironmentVariable devices("CANTUS_EMULATED_DEVICES", "2");
  Queue second({DeviceKind::kEmulated, 1}, 1);
  EXPECT_EQ(std::async(std::launch::async,
                       [&] {
                         DeviceArray y(second, std::vector<float>(4));
                         fill(second, 4, 3.0f, y.data());
                         return y.first();
                       })
                .get(),
            3);
}

// A captured product cannot allocate: cuBLAS refuses it if the handle has no workspace.
TEST_F(DeviceMemory, AHandleIsMadeWholeOrNotAtAll) {
  if (!is_emulated()) GTEST_SKIP() << "needs a small device";
  const GemmShape shape{2, 2, 2};
  const DeviceArray a(queue_, std::vector<float>(4, 1.0f)), b(queue_, std::vector<float>(4, 3.0f));
  DeviceArray c(queue_, std::vector<float>(4));
  {
    const EnvironmentVariable small("CANTUS_EMULATED_MEMORY_BYTES", "1000000");
    EXPECT_EQ(code_of([&] { gemm_scratch_bytes(queue_, shape); }), Exit::kOsError);
  }
  gemm_scratch_bytes(queue_, shape);
  const auto work =
      queue_.memory().record([&] { gemm(queue_, shape, a.data(), b.data(), c.data()); });
  work->run();
  EXPECT_EQ(c.first(), 6);
}

// AddressSanitizer reports a recording that leaked.
TEST_F(DeviceMemory, ARecordThatCouldNotBeMadeReadyIsLetGo) {
  if (!is_emulated()) GTEST_SKIP() << "needs a fault";
  const GemmShape shape{2, 2, 2};
  const DeviceArray a(queue_, std::vector<float>(4, 1.0f));
  DeviceArray c(queue_, std::vector<float>(4));
  gemm_scratch_bytes(queue_, shape);
  const auto record = [&] {
    return queue_.memory().record([&] { gemm(queue_, shape, a.data(), a.data(), c.data()); });
  };
  {
    const EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "call:cudaGraphInstantiate");
    EXPECT_EQ(code_of(record), Exit::kOsError) << "want of memory";
  }
  record()->run();
  EXPECT_EQ(c.first(), 2);
}

}  // namespace
}  // namespace cantus::testing
