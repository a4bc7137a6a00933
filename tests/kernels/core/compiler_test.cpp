#include <gtest/gtest.h>

#include <vector>

namespace cantus {
namespace {

[[gnu::noinline, gnu::optimize("O2")]] std::vector<float> half_ones() {
  return {1, 1, 1, 1, 0, 0, 0, 0};
}

// GCC 12 with AVX-512 fills all eight with ones, unless a build option limits its move width.
TEST(Compiler, BuildsConstantsOfTwoHalves) {
  const auto values = half_ones();
  EXPECT_EQ(values[3], 1.0f);
  EXPECT_EQ(values[4], 0.0f);
  EXPECT_EQ(values[7], 0.0f);
}

}  // namespace
}  // namespace cantus
