#pragma once

#include <cstdint>

#include "kernels/core/body.h"

namespace cantus {

// A fixed divisor for GPU code: a division takes a GPU some 20 instructions, the product here three
// (Granlund and Montgomery 1994, "Division by Invariant Integers using Multiplication"): with
// 2^(l - 1) < divisor <= 2^l, 2^(31 + l) / divisor, rounded up, fits 32 bits and is exact enough
// for dividends of 31 bits.
class Divisor {
 public:
  // Takes 1 to 2^31 - 1.
  explicit Divisor(std::int32_t divisor) : divisor_(divisor) {
    while (std::int64_t{1} << (shift_ - 31) < divisor) ++shift_;
    multiplier_ =
        static_cast<std::uint32_t>(((std::uint64_t{1} << shift_) + divisor - 1) / divisor);
  }

  // Requires a dividend of 0 to 2^31 - 1.
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
