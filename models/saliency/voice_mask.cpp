#include "models/saliency/voice_mask.h"

#include <algorithm>

#include "engine/quantile.h"
#include "kernels/blur/blur.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

float scale_by_quantile(std::span<const float> map, std::span<const float> spectrogram,
                        double quantile) {
  const float of_map = quantile_of({map.begin(), map.end()}, quantile);
  return of_map > 0 ? quantile_of({spectrogram.begin(), spectrogram.end()}, quantile) / of_map : 0;
}

std::vector<float> blurred_map(Queue& queue, std::int64_t num_frames, std::int64_t num_bins,
                               std::span<const float> map, double sigma) {
  CANTUS_REQUIRE(std::ssize(map) == num_frames * num_bins, "a map of every bin");
  std::vector<float> along(map.size()), blurred(map.size());
  gaussian_blur(queue, BlurAxis::kRows, num_frames, num_bins, sigma, map.data(), along.data());
  gaussian_blur(queue, BlurAxis::kColumns, num_frames, num_bins, sigma, along.data(),
                blurred.data());
  return blurred;
}

std::vector<float> scaled_part(std::span<const float> blurred, float scale,
                               std::span<const float> spectrogram) {
  CANTUS_REQUIRE(blurred.size() == spectrogram.size(), "a map of the spectrogram");
  std::vector<float> part(blurred.size());
  for (std::size_t i = 0; i < part.size(); ++i)
    part[i] = std::min(scale * blurred[i], spectrogram[i]);
  return part;
}

SpectralScores spectral_scores(std::span<const float> estimate, std::span<const float> truth) {
  CANTUS_REQUIRE(estimate.size() == truth.size(), "spectrograms of one size");
  double common = 0, estimated = 0, true_sum = 0;
  for (std::size_t i = 0; i < estimate.size(); ++i) {
    common += std::min(estimate[i], truth[i]);
    estimated += estimate[i];
    true_sum += truth[i];
  }
  SpectralScores scores{ratio(common, estimated), ratio(common, true_sum), 0};
  scores.f = ratio(2 * scores.precision * scores.recall, scores.precision + scores.recall);
  return scores;
}

}  // namespace cantus
