#include <gtest/gtest.h>
#include <omp.h>

#include <cstring>
#include <vector>

#include "kernels/gemm/gemm.h"
#include "tests/cases/cases.h"

// Every kernel of our own gives the same bits on one core and on many. oneDNN divides the sum of a
// weight gradient among its threads where ours does not suit; and from 8 threads on those of
// products with few outputs and many terms, as of a dense layer, which three do not show.
namespace cantus::testing {
namespace {

Arrays<float> outputs_with(int num_threads, const KernelCase& c) {
  Queue queue({}, num_threads);
  return run_kernel(queue, c);
}

bool summed_by_library(const KernelCase& c) {
#ifdef __aarch64__
  // There its convolutions are products, which it divides, as those of the recurrent layer.
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

// Queues of a thread may be many, as where features are computed beside a training.
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
