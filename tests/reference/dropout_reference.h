#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// Salmon et al. 2011, Philox4x32-10, as the paper states it.
inline std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 2> key,
                                           std::array<std::uint32_t, 4> counter) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t left = 0xD2511F53ull * counter[0];
    const std::uint64_t right = 0xCD9E8D57ull * counter[2];
    counter = {static_cast<std::uint32_t>(right >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(right & 0xffffffffu),
               static_cast<std::uint32_t>(left >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(left & 0xffffffffu)};
    key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
  }
  return counter;
}

struct DropoutPlace {
  std::uint64_t seed, first_sample, step;
  std::uint32_t layer;
};

// A unit is kept if its random number, uniform in [0, 1), is not below the rate.
template <typename T>
void dropout(const DropoutPlace& place, std::int64_t units, float rate, const std::vector<T>& x,
             std::vector<T>& y) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto unit = static_cast<std::uint32_t>(i % units);
    const auto words = philox(
        {static_cast<std::uint32_t>(place.seed), static_cast<std::uint32_t>(place.seed >> 32)},
        {unit / 4, static_cast<std::uint32_t>(place.first_sample + i / units),
         static_cast<std::uint32_t>(place.step), (2u << 24) + place.layer});
    const double number = (words[unit % 4] / 256) / 16777216.0;
    y[i] = number < rate ? T(0) : x[i] / (T(1) - T(rate));
  }
}

}  // namespace cantus::reference
