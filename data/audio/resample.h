#pragma once

#include <memory>
#include <span>
#include <vector>

namespace cantus {

// Resamples a sound (soxr's HQ recipe: 20 bit, linear phase, no shift in time) piece by piece, so
// that a long song need not be in memory at its old rate. The result has ceil(num_samples * to_rate
// / from_rate) samples, give or take one by soxr's rounding.
class Resampler {
 public:
  Resampler(int from_rate, int to_rate);
  ~Resampler();

  // Appends the samples ready so far to `out`; the rest comes with later pieces or with finish().
  void add(std::span<const float> piece, std::vector<float>& out);
  // Call after the last piece: appends the remaining samples.
  void finish(std::vector<float>& out);

 private:
  struct Soxr;
  std::unique_ptr<Soxr> soxr_;  // null: the rates are equal
};

}  // namespace cantus
