#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cantus {

// Random numbers for rendering: SplitMix64, the same on every machine. Streams with different
// purposes are independent, so that adding a draw to one leaves the others as they were.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t purpose) : state_(mix(seed + kGamma) ^ mix(~purpose)) {}

  std::uint64_t bits() { return mix(state_ += kGamma); }
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }  // [0, 1)
  double between(double low, double high) { return low + (high - low) * uniform(); }
  int below(int count) { return static_cast<int>(uniform() * count); }  // 0 .. count - 1
  int in(int low, int high) { return low + below(high - low + 1); }     // low .. high
  bool chance(double probability) { return uniform() < probability; }
  template <typename T>
  const T& pick(const std::vector<T>& items) {
    return items[static_cast<std::size_t>(below(static_cast<int>(items.size())))];
  }
  // Mean 0, variance 1, within +-3.46: a sum of four uniforms is Gaussian enough for performers.
  double normal() {
    double sum = -2;
    for (int k = 0; k < 4; ++k) sum += uniform();
    return sum * 1.7320508075688772;
  }

 private:
  static constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15ULL;
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

}  // namespace cantus
