#include "kernels/core/device.h"

#include <gtest/gtest.h>

#include <string>

#include "kernels/core/error.h"
#include "kernels/core/precision.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

template <class Run>
std::string error_of(const Run& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Device, IsReadAsItIsWritten) {
  const Device cpu = parse_device("cpu");
  EXPECT_EQ(cpu.kind, DeviceKind::kCpu);
  EXPECT_EQ(to_string(cpu), "cpu");
  EXPECT_EQ(to_string(Device{DeviceKind::kCuda, 2}), "cuda:2");
  EXPECT_EQ(to_string(Device{DeviceKind::kEmulated, 0, true}), "check:emulated:0");
}

// Other programs, with flags of other names, use the kernels too.
TEST(Device, IsRefusedWithoutAWordOfFlags) {
  for (const char* none : {"gpu", "auto", "check", "check:cpu", "cuda:", "cuda:x", "cuda:12345"})
    EXPECT_EQ(error_of([&] { parse_device(none); }),
              std::string(none) + ": no such device (expected cpu, cuda[:N] or check:cuda[:N])");
  for (const bool is_checked : {false, true}) {
    const Device device{is_checked ? DeviceKind::kCuda : DeviceKind::kCpu, 0, is_checked};
    const std::string refused = error_of([&] { require_precision(device, Precision::kTf32); });
    EXPECT_TRUE(holds(refused, "compute in float32"));
    EXPECT_FALSE(holds(refused, "--"));
  }
}

}  // namespace
}  // namespace cantus
