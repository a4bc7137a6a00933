#include "data/frontend/feature_extractor.h"

#include <iterator>
#include <string>
#include <utility>

#include "kernels/core/error.h"
#include "kernels/standardize/standardize.h"
#include "kernels/stft/log_spectrogram.h"

namespace cantus {

void standardize(Queue& host, const Standardization& standardization, FeatureMatrix& features) {
  standardize(host, features.num_frames, features.num_bands, features.values.data(),
              standardization.mean.data(), standardization.inv_std.data(), features.values.data());
}

void require_frame(std::size_t num_samples, const FrontEnd& front_end,
                   const std::filesystem::path& song) {
  const auto least = static_cast<std::size_t>(front_end.stft.window_samples);
  if (num_samples >= least) return;
  throw Error(
      Exit::kBadData, song.string(),
      std::to_string(num_samples) + " samples at " + std::to_string(front_end.sample_rate) + " Hz",
      "at least " + std::to_string(least));
}

FeatureExtractor::FeatureExtractor(Queue& queue, FrontEnd front_end, std::int64_t frames_at_once)
    : queue_(queue), front_end_(std::move(front_end)) {
  const FilterBank bank =
      front_end_.mel == MelKind::kNone ? FilterBank() : filter_bank_of(front_end_);
  if (queue.memory().is_host())
    on_host_.emplace(StftPlan(queue, front_end_.stft), PlacedFilterBank(queue, bank));
  else
    on_device_.emplace(queue, front_end_, bank, frames_at_once);
}

FeatureMatrix FeatureExtractor::extract(const Audio& audio) {
  const Audio* const one = &audio;
  return std::move(extract({&one, 1}).front());
}

std::vector<FeatureMatrix> FeatureExtractor::extract(std::span<const Audio* const> audios) {
  std::vector<FeatureMatrix> all;
  std::vector<DeviceFrontEnd::Sound> sounds;
  for (const Audio* audio : audios) {
    CANTUS_REQUIRE(audio->sample_rate == front_end_.sample_rate,
                   "audio does not have the front end's sample rate");
    FeatureMatrix& features = all.emplace_back();
    features.num_frames = num_frames(std::ssize(audio->samples));
    features.num_bands = front_end_.num_bands();
    features.values.resize(features.num_frames * features.num_bands);
    sounds.push_back({std::ssize(audio->samples), audio->samples.data(), features.values.data()});
  }
  if (on_device_)
    on_device_->extract(sounds);
  else
    for (const auto& sound : sounds) extract(sound.num_samples, sound.samples, sound.features);
  return all;
}

void FeatureExtractor::extract(std::int64_t num_samples, const float* samples, float* out) {
  const FilterBankView view = on_host_->bank.view();
  const FilterBankView* mel = front_end_.mel == MelKind::kNone ? nullptr : &view;
  queue_.reserve_scratch(log_spectrogram_scratch_bytes(queue_, on_host_->plan, mel));
  log_spectrogram(queue_, on_host_->plan, mel, front_end_.compression, num_samples, samples, out);
}

}  // namespace cantus
