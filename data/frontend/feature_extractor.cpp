#include "data/frontend/feature_extractor.h"

#include <algorithm>
#include <utility>

#include "engine/buffer.h"
#include "kernels/core/error.h"
#include "kernels/stft/log_spectrogram.h"

namespace cantus {
namespace {

// What a GPU takes of a song at once: a minute or so.
constexpr std::int64_t kFramesAtOnce = 4096;

}  // namespace

FeatureExtractor::FeatureExtractor(FrontEnd front_end) : front_end_(std::move(front_end)) {
  if (front_end_.mel != MelKind::kNone) bank_ = filter_bank_of(front_end_);
}

double FeatureExtractor::frame_time_s(std::int64_t k) const {
  const StftOptions& stft = front_end_.stft;
  return (static_cast<double>(k * stft.hop_samples) +
          static_cast<double>(stft.window_samples) / 2) /
         front_end_.sample_rate;
}

FeatureMatrix FeatureExtractor::extract(Queue& queue, const Audio& audio) const {
  CANTUS_REQUIRE(audio.sample_rate == front_end_.sample_rate,
                 "audio does not have the front end's sample rate");
  const auto num_samples = static_cast<std::int64_t>(audio.samples.size());
  FeatureMatrix features;
  features.num_frames = num_frames(num_samples);
  features.num_bands = front_end_.num_bands();
  features.values.resize(features.num_frames * features.num_bands);
  extract(queue, num_samples, audio.samples.data(), features.values.data());
  return features;
}

void FeatureExtractor::extract(Queue& queue, std::int64_t num_samples, const float* samples,
                               float* out) const {
  const StftPlan plan(queue, front_end_.stft);
  const PlacedFilterBank bank(queue, bank_);
  const FilterBankView view = bank.view();
  const FilterBankView* mel = front_end_.mel == MelKind::kNone ? nullptr : &view;
  queue.reserve_scratch(log_spectrogram_scratch_bytes(queue, plan, mel));
  if (queue.memory().is_host())
    return log_spectrogram(queue, plan, mel, front_end_.compression, num_samples, samples, out);
  const std::int64_t num_frames = front_end_.stft.num_frames(num_samples);
  const std::int64_t most = std::min(kFramesAtOnce, num_frames);
  if (most == 0) return;
  Buffer sound(queue, span_samples(most) * sizeof(float));
  Buffer features(queue, most * front_end_.num_bands() * sizeof(float));
  for (std::int64_t first = 0; first < num_frames; first += most) {
    const std::int64_t count = std::min(most, num_frames - first);
    const auto size = static_cast<std::size_t>(count * front_end_.num_bands());
    const std::int64_t length = span_samples(count);
    sound.write(0,
                {samples + first * front_end_.stft.hop_samples, static_cast<std::size_t>(length)});
    log_spectrogram(queue, plan, mel, front_end_.compression, length, sound.floats(),
                    features.floats());
    features.read(0, {out + first * front_end_.num_bands(), size});
  }
}

std::int64_t FeatureExtractor::span_samples(std::int64_t num_frames) const {
  return (num_frames - 1) * front_end_.stft.hop_samples + front_end_.stft.window_samples;
}

}  // namespace cantus
