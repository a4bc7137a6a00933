#include "kernels/core/permutation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace cantus {
namespace {

std::vector<std::uint64_t> order(std::uint64_t size, std::uint64_t seed, std::uint64_t stream) {
  const Permutation permutation(size, seed, stream);
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < size; ++i) numbers.push_back(permutation[i]);
  return numbers;
}

TEST(Permutation, HoldsEveryNumberOnce) {
  for (const std::uint64_t size : {1, 2, 3, 4, 5, 16, 17, 1000, 4096, 4097}) {
    std::vector<int> times(size);
    for (const std::uint64_t number : order(size, 7, 0)) ++times.at(number);
    for (const int count : times) EXPECT_EQ(count, 1) << size;
  }
}

TEST(Permutation, DependsOnTheSeedAndTheStream) {
  EXPECT_EQ(order(100, 1, 1), order(100, 1, 1));
  EXPECT_NE(order(100, 1, 1), order(100, 1, 2));
  EXPECT_NE(order(100, 1, 1), order(100, 2, 1));
}

// Over many streams each number comes first about equally often: chi square with 9 degrees of
// freedom exceeds 27.9 only once in a thousand times.
TEST(Permutation, LetsEveryNumberComeFirst) {
  constexpr int kNumStreams = 5000;
  std::vector<int> times(10);
  for (int stream = 0; stream < kNumStreams; ++stream) ++times[Permutation(10, 3, stream)[0]];
  double chi_square = 0;
  for (const int count : times)
    chi_square += std::pow(count - kNumStreams / 10.0, 2) / (kNumStreams / 10.0);
  EXPECT_LT(chi_square, 27.9);
}

TEST(Permutation, ReachesAcrossAHugeRange) {
  const Permutation permutation(std::uint64_t{1} << 40, 1, 0);
  EXPECT_NE(permutation[0], permutation[1]);
  EXPECT_LT(permutation[12345678901], std::uint64_t{1} << 40);
}

}  // namespace
}  // namespace cantus
