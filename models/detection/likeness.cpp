#include "models/detection/likeness.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "models/detection/digital_silence.h"

namespace cantus {
namespace {

// The mean of every band over the frames with sound; empty if there are none.
std::vector<double> band_means(std::span<const float> features, std::span<const float> silence) {
  std::vector<double> means(silence.size());
  double num_frames = 0;
  for (std::size_t at = 0; at < features.size(); at += silence.size()) {
    const auto frame = features.subspan(at, silence.size());
    if (is_digital_silence(frame, silence)) continue;
    for (std::size_t band = 0; band < frame.size(); ++band) means[band] += frame[band];
    ++num_frames;
  }
  if (num_frames == 0) return {};
  for (double& mean : means) mean /= num_frames;
  return means;
}

}  // namespace

std::size_t first_treble_band(std::size_t num_bands) {
  return num_bands - std::max<std::size_t>(1, num_bands / 8);
}

Likeness likeness_to_training(std::span<const float> features, std::span<const float> silence) {
  const auto means = band_means(features, silence);
  if (means.empty()) return {};
  const auto high = std::span(means).subspan(first_treble_band(means.size()));
  const double treble =
      std::accumulate(high.begin(), high.end(), 0.0) / static_cast<double>(high.size());
  std::vector<std::size_t> bands(means.size());
  std::iota(bands.begin(), bands.end(), std::size_t{0});
  const auto middle = bands.begin() + std::ssize(bands) / 2;
  std::nth_element(bands.begin(), middle, bands.end(),
                   [&](std::size_t a, std::size_t b) { return means[a] < means[b]; });
  return {means[*middle], *middle, treble - means[*middle]};
}

}  // namespace cantus
