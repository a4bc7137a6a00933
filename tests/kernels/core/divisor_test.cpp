#include "kernels/core/divisor.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace cantus {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

// Divisors around the powers of two, where the shift changes, and some between.
std::vector<std::int32_t> divisors() {
  std::vector<std::int32_t> found = {1, kLargest};
  for (std::int64_t power = 2; power < kLargest; power *= 2)
    for (const std::int64_t near : {power - 1, power, power + 1, power + power / 3})
      found.push_back(static_cast<std::int32_t>(near));
  return found;
}

void expect_equals_division(std::int64_t dividend, std::int32_t divisor) {
  if (dividend < 0 || dividend > kLargest) return;
  const auto narrow = static_cast<std::int32_t>(dividend);
  const Divisor by(divisor);
  EXPECT_EQ(narrow / by, narrow / divisor) << narrow << " by " << divisor;
  EXPECT_EQ(narrow % by, narrow % divisor) << narrow << " by " << divisor;
}

// The quotient changes at multiples; an inexact multiplier fails at the last ones first.
TEST(Divisor, EqualsDivisionAroundMultiples) {
  for (const std::int32_t divisor : divisors()) {
    const std::int64_t last = kLargest / divisor;
    for (const std::int64_t quotient : {std::int64_t{0}, std::int64_t{1}, last / 2, last - 1, last})
      for (std::int64_t off = -1; off <= 1; ++off)
        expect_equals_division(quotient * divisor + off, divisor);
    expect_equals_division(kLargest, divisor);
  }
}

TEST(Divisor, EqualsDivisionOfSmallNumbers) {
  for (std::int32_t divisor = 1; divisor <= 130; ++divisor)
    for (std::int32_t dividend = 0; dividend <= 1100; ++dividend)
      expect_equals_division(dividend, divisor);
}

}  // namespace
}  // namespace cantus
