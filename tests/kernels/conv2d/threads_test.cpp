#include <gtest/gtest.h>

#include "tests/cases/cases.h"

// What we sum ourselves has the same bits on one thread and on several.
namespace cantus::testing {
namespace {

Arrays<float> run_with(int num_threads, const KernelCase& c) {
  Queue queue({}, num_threads);
  return run_kernel(queue, c);
}

class OwnSums : public ::testing::TestWithParam<const char*> {};

TEST_P(OwnSums, DoNotDependOnTheNumberOfThreads) {
  for (const auto& c : all_cases().kernels) {
    if (c.name != GetParam()) continue;
    const auto one = run_with(1, c);
    EXPECT_EQ(one, run_with(2, c));
    EXPECT_EQ(one, run_with(5, c));
    return;
  }
  FAIL() << "no such case";
}

INSTANTIATE_TEST_SUITE_P(Kernels, OwnSums,
                         ::testing::Values("conv2d_forward one channel to 64",
                                           "conv2d_backward_data one channel to 64",
                                           "conv2d_backward_weights one channel to 64",
                                           "gru_forward 10x3 6 to 33 reset before"),
                         [](const auto& info) {
                           std::string name = info.param;
                           for (auto& c : name)
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           return name;
                         });

}  // namespace
}  // namespace cantus::testing
