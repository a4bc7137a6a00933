#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus {

// Mean of every band over frames, and the sum of squared deviations from it.
struct BandMoments {
  explicit BandMoments(std::int64_t num_bands) : mean(num_bands), square_sum(num_bands) {}
  std::int64_t num_bands() const { return static_cast<std::int64_t>(mean.size()); }

  std::int64_t num_frames = 0;
  std::vector<double> mean;
  std::vector<double> square_sum;
};

// Bytes of the queue's scratch that add_frames uses.
std::size_t band_moments_scratch_bytes(std::int64_t num_bands);

// Takes x [num_frames, num_bands] into the moments: Welford's recurrence within fixed blocks of
// frames, which are then merged in their order (Chan et al. 1979), so that the bits depend on the
// frames and the calls, not on the threads. On a CPU queue alone: it reads the feature store once.
void add_frames(Queue& queue, std::int64_t num_frames, const float* x, BandMoments& moments);

// Takes the frames that `other` has seen into `moments`.
void merge(const BandMoments& other, BandMoments& moments);

// What `standardize` needs.
struct Standardization {
  std::vector<float> mean;
  std::vector<float> inv_std;
  std::int64_t num_floored = 0;  // bands that hardly move: their deviation was taken as the floor
};

// Deviations with num_frames - 1 in the denominator, floored at 1e-5: a band that is silent in the
// training set must not explode elsewhere. Requires num_frames >= 2.
Standardization standardization_of(const BandMoments& moments);

}  // namespace cantus
