#pragma once

#include <cstdint>

#include "kernels/core/body.h"

namespace cantus {

// A number that others are divided by on a GPU, which takes some 20 instructions for it, and three
// for the product here (Granlund and Montgomery 1994, "Division by Invariant Integers using
// Multiplication"): with 2^(l - 1) < divisor <= 2^l, its quotient of 2^(31 + l), rounded up, has 32
// bits and is exact enough for dividends of 31.
class Divisor {
 public:
  // Takes 1 to 2^31 - 1.
  explicit Divisor(std::int32_t divisor) : divisor_(divisor) {
    while (std::int64_t{1} << (shift_ - 31) < divisor) ++shift_;
    multiplier_ =
        static_cast<std::uint32_t>(((std::uint64_t{1} << shift_) + divisor - 1) / divisor);
  }

  // Of 0 to 2^31 - 1.
  friend CANTUS_BODY std::int32_t operator/(std::int32_t dividend, const Divisor& by) {
    const std::uint64_t product =
        std::uint64_t{static_cast<std::uint32_t>(dividend)} * by.multiplier_;
    return static_cast<std::int32_t>(product >> by.shift_);
  }
  friend CANTUS_BODY std::int32_t operator%(std::int32_t dividend, const Divisor& by) {
    return dividend - dividend / by * by.divisor_;
  }

 private:
  std::int32_t divisor_;
  std::int32_t shift_ = 31;
  std::uint32_t multiplier_;
};

}  // namespace cantus
