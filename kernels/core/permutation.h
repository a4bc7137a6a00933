#pragma once

#include <cstdint>

#include "kernels/core/philox.h"

namespace cantus {

// A random permutation of 0 .. size - 1 that needs no memory: a Feistel network over the next power
// of four, applied until the number falls into the range. It depends on (seed, stream) alone and is
// the same on every device. Requires 0 < size <= 2^62.
class Permutation {
 public:
  CANTUS_BODY Permutation(std::uint64_t size, std::uint64_t seed, std::uint64_t stream)
      : size_(size), seed_(seed), stream_(stream), half_bits_(1) {
    while (std::uint64_t{1} << (2 * half_bits_) < size) ++half_bits_;
  }

  // The number at place `position` < size; every number stands at one place. The cycle through
  // `position` returns to the range at the latest at `position` itself, and the walk is short: the
  // network's range is at most four times `size`.
  CANTUS_BODY std::uint64_t operator[](std::uint64_t position) const {
    std::uint64_t block = encrypt(position);
    while (block >= size_) block = encrypt(block);
    return block;
  }

 private:
  CANTUS_BODY std::uint64_t encrypt(std::uint64_t block) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = block >> half_bits_;
    std::uint64_t right = block & mask;
    for (std::uint32_t round = 0; round < kNumRounds; ++round) {
      const auto tag = static_cast<std::uint32_t>(Purpose::kShuffle) << 8 | round;
      const PhiloxWords words =
          philox(seed_, tag, static_cast<std::uint32_t>(stream_),
                 static_cast<std::uint32_t>(stream_ >> 32), static_cast<std::uint32_t>(right));
      const std::uint64_t mixed = left ^ (words.word[0] & mask);
      left = right;
      right = mixed;
    }
    return left << half_bits_ | right;
  }

  static constexpr std::uint32_t kNumRounds = 6;

  std::uint64_t size_;
  std::uint64_t seed_;
  std::uint64_t stream_;
  int half_bits_;
};

}  // namespace cantus
