#pragma once

#include <cstdint>

namespace cantus {

// An order of the numbers 0 .. size - 1 that needs no memory: a Feistel network over the next power
// of four, walked until it falls inside the range. It depends on (seed, stream) alone.
class Permutation {
 public:
  // Requires 0 < size <= 2^62.
  Permutation(std::uint64_t size, std::uint64_t seed, std::uint64_t stream);

  std::uint64_t size() const { return size_; }
  // The number at place `position` < size; every number stands at one place.
  std::uint64_t operator[](std::uint64_t position) const;

 private:
  std::uint64_t encrypt(std::uint64_t block) const;

  std::uint64_t size_;
  std::uint64_t seed_;
  std::uint64_t stream_;
  int half_bits_;
};

}  // namespace cantus
