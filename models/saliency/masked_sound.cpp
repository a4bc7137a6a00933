#include "models/saliency/masked_sound.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::int64_t kFramesAtATime = 512;

}  // namespace

MaskedSound::MaskedSound(Queue& queue, const StftOptions& options)
    : queue_(queue), options_(options), fft_(queue, options.window_samples) {
  CANTUS_REQUIRE(2 * options.hop_samples <= options.window_samples, "frames that overlap by half");
  const auto window = symmetric_window(options.window, options.window_samples);
  window_.assign(window.begin(), window.end());
}

std::vector<float> MaskedSound::windowed(std::span<const float> samples, std::int64_t first,
                                         std::int64_t count) const {
  const std::int64_t n = options_.window_samples;
  std::vector<float> frames(count * n);
  for (std::int64_t k = 0; k < count; ++k) {
    const float* from = samples.data() + (first + k) * options_.hop_samples;
    for (std::int64_t i = 0; i < n; ++i) frames[k * n + i] = from[i] * window_[i];
  }
  return frames;
}

std::vector<float> MaskedSound::spectra(std::span<const float> samples, std::int64_t first,
                                        std::int64_t count) const {
  std::vector<float> spectrum(count * 2 * fft_.num_bins());
  fft_forward(queue_, fft_, count, windowed(samples, first, count).data(), spectrum.data());
  return spectrum;
}

std::vector<float> MaskedSound::magnitudes(std::span<const float> samples) const {
  const std::int64_t num_frames = options_.num_frames(std::ssize(samples));
  std::vector<float> out(num_frames * options_.num_bins);
  for (std::int64_t first = 0; first < num_frames; first += kFramesAtATime) {
    const std::int64_t count = std::min(kFramesAtATime, num_frames - first);
    const auto spectrum = spectra(samples, first, count);
    for (std::int64_t k = 0; k < count; ++k) {
      const float* bins = spectrum.data() + k * 2 * fft_.num_bins();
      for (std::int64_t b = 0; b < options_.num_bins; ++b)
        out[(first + k) * options_.num_bins + b] = std::hypot(bins[2 * b], bins[2 * b + 1]);
    }
  }
  return out;
}

std::vector<float> MaskedSound::weighed(std::span<const float> samples,
                                        std::span<const float> mask) const {
  const std::int64_t num_frames = options_.num_frames(std::ssize(samples));
  const std::int64_t n = options_.window_samples;
  CANTUS_REQUIRE(std::ssize(mask) == num_frames * options_.num_bins, "a weight for every bin");
  std::vector<float> sound(samples.size()), weight(samples.size());
  for (std::int64_t first = 0; first < num_frames; first += kFramesAtATime) {
    const std::int64_t count = std::min(kFramesAtATime, num_frames - first);
    auto spectrum = spectra(samples, first, count);
    for (std::int64_t k = 0; k < count; ++k) {
      float* bins = spectrum.data() + k * 2 * fft_.num_bins();
      for (std::int64_t b = 0; b < fft_.num_bins(); ++b) {
        const float m = b < options_.num_bins ? mask[(first + k) * options_.num_bins + b] : 0.0f;
        bins[2 * b] *= m;
        bins[2 * b + 1] *= m;
      }
    }
    std::vector<float> frames(count * n);
    fft_inverse(queue_, fft_, count, spectrum.data(), frames.data());
    for (std::int64_t k = 0; k < count; ++k) {
      const std::int64_t begin = (first + k) * options_.hop_samples;
      for (std::int64_t i = 0; i < n; ++i) {
        sound[begin + i] += frames[k * n + i] * window_[i];
        weight[begin + i] += window_[i] * window_[i];
      }
    }
  }
  const float least = weight.empty() ? 0 : 0.01f * *std::max_element(weight.begin(), weight.end());
  for (std::size_t i = 0; i < sound.size(); ++i)
    sound[i] = weight[i] > least ? sound[i] / weight[i] : 0.0f;
  return sound;
}

}  // namespace cantus
