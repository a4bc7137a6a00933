#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/queue.h"
#include "kernels/stft/stft.h"

namespace cantus {

// The frames of a sound behind one another in the frequency domain, to be weighed bin by bin and
// made sound again with their own phases (Schlueter 2016, section 4.1: what a network heard).
class MaskedSound {
 public:
  // A queue of the CPU's; it must outlive this. Requires a window of some overlap.
  MaskedSound(Queue& queue, const StftOptions& options);

  // Bins [0, options.num_bins):  samples [num_samples] -> magnitudes [num_frames, num_bins]
  std::vector<float> magnitudes(std::span<const float> samples) const;

  // Weighs every frame by the mask and overlap-adds, windowed once more and divided by the sum of
  // squared windows: a mask of ones gives the sound back. Left out are bins from options.num_bins
  // on, and the first and last samples, on which hardly any window lies.
  //   samples [num_samples], mask [num_frames, num_bins] -> [num_samples]
  std::vector<float> weighed(std::span<const float> samples, std::span<const float> mask) const;

 private:
  // [frames, window_samples] of frames [first, first + count), windowed.
  std::vector<float> windowed(std::span<const float> samples, std::int64_t first,
                              std::int64_t count) const;
  std::vector<float> spectra(std::span<const float> samples, std::int64_t first,
                             std::int64_t count) const;

  Queue& queue_;
  StftOptions options_;
  FftPlan fft_;
  std::vector<float> window_;
};

}  // namespace cantus
