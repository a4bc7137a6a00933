#include "data/batches/permutation.h"

#include "kernels/core/error.h"
#include "kernels/core/philox.h"

namespace cantus {
namespace {

constexpr int kNumRounds = 6;

}  // namespace

Permutation::Permutation(std::uint64_t size, std::uint64_t seed, std::uint64_t stream)
    : size_(size), seed_(seed), stream_(stream), half_bits_(1) {
  CANTUS_REQUIRE(size > 0 && size <= std::uint64_t{1} << 62, "no such range to permute");
  while (std::uint64_t{1} << (2 * half_bits_) < size) ++half_bits_;
}

std::uint64_t Permutation::operator[](std::uint64_t position) const {
  CANTUS_REQUIRE(position < size_, "position outside the permutation");
  // The cycle through `position` comes back into the range at the latest at `position` itself;
  // four blocks a number at most makes the walk short.
  std::uint64_t block = encrypt(position);
  while (block >= size_) block = encrypt(block);
  return block;
}

std::uint64_t Permutation::encrypt(std::uint64_t block) const {
  const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
  std::uint64_t left = block >> half_bits_;
  std::uint64_t right = block & mask;
  const auto stream_high = static_cast<std::uint32_t>(stream_ >> 32);
  for (std::uint32_t round = 0; round < kNumRounds; ++round) {
    const auto tag = static_cast<std::uint32_t>(Purpose::kShuffle) << 8 | round;
    const PhiloxWords words = philox(seed_, tag, static_cast<std::uint32_t>(stream_), stream_high,
                                     static_cast<std::uint32_t>(right));
    const std::uint64_t mixed = left ^ (words.word[0] & mask);
    left = right;
    right = mixed;
  }
  return left << half_bits_ | right;
}

}  // namespace cantus
