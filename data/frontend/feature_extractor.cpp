#include "data/frontend/feature_extractor.h"

#include <utility>

#include "kernels/core/error.h"
#include "kernels/stft/log_spectrogram.h"

namespace cantus {

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
  const FilterBankView view = view_of(bank_);
  const FilterBankView* mel = front_end_.mel == MelKind::kNone ? nullptr : &view;
  queue.reserve_scratch(log_spectrogram_scratch_bytes(queue, plan, mel));
  log_spectrogram(queue, plan, mel, front_end_.compression, num_samples, samples, out);
}

}  // namespace cantus
