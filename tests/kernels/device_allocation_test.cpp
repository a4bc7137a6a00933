#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/cases/cases.h"
#include "tests/support/allocation_count.h"
#include "tests/support/device_under_test.h"

namespace cantus::testing {
namespace {

// Allocations by a launch inside the CUDA module or CUDA itself do not count here; those of our
// code before the launch do.
TEST(DeviceAllocation, NoCallOfAKernelAllocates) {
  if (!can_count_allocations()) GTEST_SKIP() << "the sanitizer owns the allocator";
  std::set<std::string> seen;
  for (const auto& c : all_cases().kernels) {
    const std::string kernel = c.name.substr(0, c.name.find(' '));
    if (c.full_size || c.cpu_only || !seen.insert(kernel).second) continue;
    Queue queue(device_under_test(), 1);
    const PlannedCase planned(queue, c);
    const auto inputs = device_inputs(queue, c);
    auto outputs = device_outputs(queue, c);
    start_counting_allocations();
    planned.run(inputs, outputs);
    EXPECT_EQ(stop_counting_allocations().own, 0) << c.name;
  }
  EXPECT_GT(seen.size(), 40u);
}

}  // namespace
}  // namespace cantus::testing
