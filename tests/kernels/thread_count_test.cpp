#include <gtest/gtest.h>
#include <omp.h>

#include <cstring>
#include <vector>

#include "kernels/gemm/gemm.h"
#include "tests/cases/cases.h"

// Our own kernels give the same bits on one core and on many. oneDNN, which computes the weight
// gradients that ours do not suit, splits their sums among its threads; from 8 threads on, also
// those of products with few outputs and many terms (dense layers), which three do not show.
namespace cantus::testing {
namespace {

Arrays<float> outputs_with(int num_threads, const KernelCase& c) {
  Queue queue({}, num_threads);
  return run_kernel(queue, c);
}

bool summed_by_library(const KernelCase& c) {
#ifdef __aarch64__
  // There oneDNN runs convolutions, and those of the recurrent layer, as products that it splits.
  if (c.name.starts_with("conv2d_forward") || c.name.starts_with("gru_")) return true;
#endif
  return c.name.starts_with("conv2d_backward_weights") &&
         c.name.find("one channel to 64") == std::string::npos;
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

// One thread may have several queues, as when features are computed during a training.
TEST(ThreadCount, OfALibraryIsThatOfTheQueueItWorksFor) {
  Queue three({}, 3), one({}, 1);
  const std::vector<float> a(6, 1), b(6, 1);
  std::vector<float> c(4);
  const auto threads_of_product = [&](Queue& queue) {
    gemm(queue, {.m = 2, .n = 2, .k = 3}, a.data(), b.data(), c.data());
    return omp_get_max_threads();
  };
  EXPECT_EQ(threads_of_product(three), 3);
  EXPECT_EQ(threads_of_product(one), 1);
  three.library();
  EXPECT_EQ(omp_get_max_threads(), 3);
}

}  // namespace
}  // namespace cantus::testing
