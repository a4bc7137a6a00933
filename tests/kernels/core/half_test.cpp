#include "kernels/core/half.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cantus {
namespace {

TEST(Half, GivesBackEveryNumberOfItsBits) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto stored = static_cast<std::uint16_t>(bits);
    _Float16 half;
    std::memcpy(&half, &stored, sizeof half);
    const float expected = half;
    const float found = to_float(stored);
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(found)) << bits;
    } else {
      EXPECT_EQ(math::to_bits(found), math::to_bits(expected)) << bits;
    }
  }
}

}  // namespace
}  // namespace cantus
