#pragma once

#include <cstdint>

#include "kernels/core/body.h"

namespace cantus {

// What a random number is drawn for. Part of the counter, so that two uses never share numbers.
enum class Purpose : std::uint32_t {
  kInit = 1,
  kDropout = 2,
  kShuffle = 3,
  kAugment = 4,
  kExcerpt = 5
};

struct PhiloxWords {
  std::uint32_t word[4];
};

// Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a
// counter-based generator. The same counter gives the same words on every device, in every order
// and after every resume: there is no state to lose.
CANTUS_BODY PhiloxWords philox(std::uint64_t seed, std::uint32_t c0, std::uint32_t c1,
                               std::uint32_t c2, std::uint32_t c3) {
  std::uint32_t k0 = static_cast<std::uint32_t>(seed);
  std::uint32_t k1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = static_cast<std::uint64_t>(0xD2511F53u) * c0;
    const std::uint64_t p1 = static_cast<std::uint64_t>(0xCD9E8D57u) * c2;
    c0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0;
    c2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
    c1 = static_cast<std::uint32_t>(p1);
    c3 = static_cast<std::uint32_t>(p0);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return {{c0, c1, c2, c3}};
}

// A float in [0, 1) from the upper 24 bits of a word.
CANTUS_BODY float uniform_from(std::uint32_t word) {
  return static_cast<float>(word >> 8) * (1.0f / 16777216.0f);
}

}  // namespace cantus
