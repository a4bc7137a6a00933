#pragma once

#include <memory>
#include <span>
#include <vector>

namespace cantus {

// The same sound at another rate (soxr, its HQ recipe: 20 bit, linear phase, no shift in time),
// piece by piece, so that a long song need not be in memory at its old rate.
// ceil(num_samples * to_rate / from_rate) samples, give or take soxr's rounding of one.
class Resampler {
 public:
  Resampler(int from_rate, int to_rate);
  ~Resampler();

  // Appends to `out` what the piece lets out; some of it comes with the next, or with finish().
  void add(std::span<const float> piece, std::vector<float>& out);
  // No piece follows.
  void finish(std::vector<float>& out);

 private:
  struct Soxr;
  std::unique_ptr<Soxr> soxr_;  // none: both rates are one
};

}  // namespace cantus
