#include "kernels/core/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "kernels/core/float16.h"

namespace cantus {
namespace {

TEST(Half, GivesBackEveryNumberOfItsBits) {
  std::vector<std::uint16_t> halves(0x10000), back(halves.size());
  std::iota(halves.begin(), halves.end(), std::uint16_t{0});
  std::vector<float> values(halves.size());
  float_from_half(halves.data(), std::ssize(halves), values.data());
  half_from_float(values.data(), std::ssize(values), back.data());
  for (const std::uint16_t bits : halves) {
    Float16 half;
    std::memcpy(&half, &bits, sizeof half);
    const float expected = half;
    for (const float found : {to_float(bits), values[bits]}) {
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(found)) << bits;
      } else {
        EXPECT_EQ(math::to_bits(found), math::to_bits(expected)) << bits;
      }
    }
    EXPECT_TRUE(std::isnan(expected) || back[bits] == bits) << bits;
  }
}

// Rounds to the nearest, ties to even, from the definition of the format.
double nearest_half(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  const double step = std::ldexp(1.0, std::max(exponent - 11, -24));
  return std::nearbyint(value / step) * step;
}

TEST(Half, RoundsToNearestEvenOverItsWholeRange) {
  std::vector<float> values;
  for (int exponent = -26; exponent < 16; ++exponent) {
    for (int i = 0; i < 1000; ++i) {
      const double value = std::ldexp(1 + i / 1000.0, exponent);
      if (value < 65504) values.push_back(static_cast<float>(i % 2 ? value : -value));
    }
  }
  values.push_back(0.0f);
  for (int i = 0; i < 64; ++i) values.push_back(1.0f + static_cast<float>(i) / 2048);  // ties
  std::vector<std::uint16_t> halves(values.size());
  std::vector<float> back(values.size());
  half_from_float(values.data(), std::ssize(values), halves.data());
  float_from_half(halves.data(), std::ssize(halves), back.data());
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(back[i], nearest_half(values[i])) << values[i];
  }
}

}  // namespace
}  // namespace cantus
