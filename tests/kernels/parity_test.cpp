#include <gtest/gtest.h>

#include "tests/cases/cases.h"

// Every kernel is at most twice as far from its naive double definition as the plain float formula
// is; every backward kernel equals central differences. The cases are data: tests/cases/.
namespace cantus::testing {
namespace {

class Parity : public ::testing::TestWithParam<KernelCase> {};

TEST_P(Parity, StaysWithinTheBoundOfThePlainFormula) {
  Queue queue({}, 2);
  for (const auto& report : check_parity(queue, GetParam()))
    EXPECT_LE(report.max_error, report.bound) << report.worst;
}

std::vector<KernelCase> small_cases() {
  std::vector<KernelCase> small;
  for (auto& c : all_cases().kernels)
    if (!c.full_size && !c.is_gpu_only()) small.push_back(std::move(c));
  return small;
}

INSTANTIATE_TEST_SUITE_P(Kernels, Parity, ::testing::ValuesIn(small_cases()),
                         [](const auto& info) { return test_name(info.param.name); });

class Gradient : public ::testing::TestWithParam<GradientCase> {};

TEST_P(Gradient, EqualsCentralDifferences) {
  Queue queue({}, 2);
  EXPECT_LE(check_gradient(queue, GetParam()), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Kernels, Gradient, ::testing::ValuesIn(all_cases().gradients),
                         [](const auto& info) { return test_name(info.param.name); });

}  // namespace
}  // namespace cantus::testing
