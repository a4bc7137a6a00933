#include "engine/repeated_work.h"

#include <gtest/gtest.h>

#include "engine/buffer.h"
#include "tests/support/device_under_test.h"

namespace cantus::testing {
namespace {

// A copy on the device, and how often its launch was called from the host.
class Repeated : public ::testing::Test {
 protected:
  // Copies `value` and returns the copy.
  float copy_of(float value) {
    from_.write(0, std::vector<float>{value});
    work_.run(queue_, [this] {
      ++num_launches_;
      queue_.memory().copy(to_.data(), from_.data(), sizeof(float));
    });
    std::vector<float> copied(1);
    to_.read(0, copied);
    return copied[0];
  }

  Queue queue_{device_under_test(), 1};
  Buffer from_{queue_, sizeof(float)}, to_{queue_, sizeof(float)};
  RepeatedWork work_;
  int num_launches_ = 0;
};

// The first run launches and records the work, and so does the first run after the scratch has
// moved: the recording may hold the old address.
TEST_F(Repeated, IsRunFromTheRecordUntilTheScratchMoves) {
  const bool on_gpu = device_under_test().kind != DeviceKind::kCpu;
  EXPECT_EQ(copy_of(1), 1);
  EXPECT_EQ(num_launches_, on_gpu ? 2 : 1);
  EXPECT_EQ(copy_of(2), 2);
  EXPECT_EQ(num_launches_, 2) << "on a GPU from the record, elsewhere once more";
  queue_.reserve_scratch(1 << 16);
  num_launches_ = 0;
  EXPECT_EQ(copy_of(3), 3);
  EXPECT_EQ(num_launches_, on_gpu ? 2 : 1);
}

}  // namespace
}  // namespace cantus::testing
