#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus {

// How a saliency map says what part of a spectrogram is the voice's (Schlueter 2016, section 4.1):
// it is blurred, brought to the spectrogram's scale, and the lesser of the two is the voice's.

// A map blurred in both directions: maps are sparse. sigma: frames and bins.
//   map [num_frames, num_bins] -> the same
std::vector<float> blurred_map(Queue& queue, std::int64_t num_frames, std::int64_t num_bins,
                               std::span<const float> map, double sigma = 1);

// The factor that brings the map's quantile to the spectrogram's; 0 for a map of zeros.
//   map, spectrogram [n], not negative
float scale_by_quantile(std::span<const float> map, std::span<const float> spectrogram,
                        double quantile = 0.999);

// The voice's part of log1p magnitudes: min(scale * blurred, spectrogram), all [n].
std::vector<float> scaled_part(std::span<const float> blurred, float scale,
                               std::span<const float> spectrogram);

// How well an estimate of the voice's spectrogram fits the true one, bins counted by what is in
// them (section 5.3): t = sum min(P, T), precision t / sum P, recall t / sum T. 0 for 0 / 0.
struct SpectralScores {
  double precision = 0, recall = 0, f = 0;
};
SpectralScores spectral_scores(std::span<const float> estimate, std::span<const float> truth);

}  // namespace cantus
