#include "models/voice_mask.h"

#include <algorithm>

#include "kernels/blur/blur.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

float quantile_of(std::span<const float> values, double quantile) {
  if (values.empty()) return 0;
  std::vector<float> sorted(values.begin(), values.end());
  const auto at = sorted.begin() +
                  static_cast<std::ptrdiff_t>(quantile * static_cast<double>(sorted.size() - 1));
  std::nth_element(sorted.begin(), at, sorted.end());
  return *at;
}

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

float scale_by_quantile(std::span<const float> map, std::span<const float> spectrogram,
                        double quantile) {
  const float of_map = quantile_of(map, quantile);
  return of_map > 0 ? quantile_of(spectrogram, quantile) / of_map : 0;
}

std::vector<float> voice_spectrogram(Queue& queue, std::int64_t num_frames, std::int64_t num_bins,
                                     std::span<const float> map, std::span<const float> spectrogram,
                                     const VoiceMaskSettings& settings) {
  CANTUS_REQUIRE(map.size() == spectrogram.size() && std::ssize(map) == num_frames * num_bins,
                 "a map of the spectrogram");
  std::vector<float> along(map.size()), voice(map.size());
  gaussian_blur(queue, BlurAxis::kRows, num_frames, num_bins, settings.blur_sigma, map.data(),
                along.data());
  gaussian_blur(queue, BlurAxis::kColumns, num_frames, num_bins, settings.blur_sigma, along.data(),
                voice.data());
  const float scale = settings.scale > 0 ? settings.scale
                                         : scale_by_quantile(voice, spectrogram, settings.quantile);
  for (std::size_t i = 0; i < voice.size(); ++i)
    voice[i] = std::min(scale * voice[i], spectrogram[i]);
  return voice;
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
