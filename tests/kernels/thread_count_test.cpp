#include <gtest/gtest.h>

#include <cstring>

#include "tests/cases/cases.h"

// Every kernel of our own gives the same bits on one core and on many. oneDNN divides the sum of a
// weight gradient among its threads.
namespace cantus::testing {
namespace {

Arrays<float> outputs_with(int num_threads, const KernelCase& c) {
  Queue queue({}, num_threads);
  return run_kernel(queue, c);
}

bool summed_by_library(const KernelCase& c) {
  return c.name.rfind("conv2d_backward_weights", 0) == 0;
}

TEST(ThreadCount, ChangesNoBitOfAnyKernelOfOurs) {
  for (const auto& c : all_cases().kernels) {
    if (c.full_size || c.is_gpu_only() || summed_by_library(c)) continue;
    const auto one = outputs_with(1, c);
    const auto three = outputs_with(3, c);
    for (std::size_t o = 0; o < one.size(); ++o)
      EXPECT_EQ(std::memcmp(one[o].data(), three[o].data(), one[o].size() * sizeof(float)), 0)
          << c.name << ", output " << o;
  }
}

}  // namespace
}  // namespace cantus::testing
