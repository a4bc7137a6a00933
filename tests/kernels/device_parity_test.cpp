#include <gtest/gtest.h>

#include "tests/cases/cases.h"
#include "tests/support/device_under_test.h"

// Every GPU kernel equals its naive double definition, within the CPU kernel's bound.
// $CANTUS_TEST_DEVICE names the device; `emulated` runs the same kernels without a GPU, with the
// threads of a block in the order that $CANTUS_EMULATOR_ORDER gives.
namespace cantus::testing {
namespace {

std::vector<KernelCase> cases_of_devices() {
  std::vector<KernelCase> cases;
  for (auto& c : all_cases().kernels)
    if (!c.full_size && !c.cpu_only) cases.push_back(std::move(c));
  return cases;
}

class DeviceParity : public ::testing::TestWithParam<KernelCase> {};

TEST_P(DeviceParity, StaysWithinTheBoundOfThePlainFormula) {
  Queue queue(device_under_test(), 1);
  for (const auto& report : check_parity(queue, GetParam()))
    EXPECT_LE(report.max_error, report.bound) << report.worst;
}

INSTANTIATE_TEST_SUITE_P(Kernels, DeviceParity, ::testing::ValuesIn(cases_of_devices()),
                         [](const auto& info) { return test_name(info.param.name); });

}  // namespace
}  // namespace cantus::testing
