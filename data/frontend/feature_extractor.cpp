#include "data/frontend/feature_extractor.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "kernels/core/error.h"
#include "kernels/standardize/standardize.h"
#include "kernels/stft/log_spectrogram.h"

namespace cantus {

void standardize(Queue& host, const Standardization& standardization, FeatureMatrix& features) {
  standardize(host, features.num_frames, features.num_bands, features.values.data(),
              standardization.mean.data(), standardization.inv_std.data(), features.values.data());
}

void require_frames(const FeatureMatrix& features, const FrontEnd& front_end,
                    const std::filesystem::path& song, double duration_s) {
  if (features.num_frames > 0) return;
  char found[60], expected[60];
  std::snprintf(found, sizeof found, "%.3f s of sound", duration_s);
  std::snprintf(expected, sizeof expected, "at least %.3f s", front_end.window_s());
  throw Error(Exit::kBadData, song.string(), found, expected);
}

FeatureExtractor::FeatureExtractor(FrontEnd front_end) : front_end_(std::move(front_end)) {
  if (front_end_.mel != MelKind::kNone) bank_ = filter_bank_of(front_end_);
}

FeatureMatrix FeatureExtractor::empty_features(const Audio& audio) const {
  CANTUS_REQUIRE(audio.sample_rate == front_end_.sample_rate,
                 "audio does not have the front end's sample rate");
  FeatureMatrix features;
  features.num_frames = num_frames(static_cast<std::int64_t>(audio.samples.size()));
  features.num_bands = front_end_.num_bands();
  features.values.resize(features.num_frames * features.num_bands);
  return features;
}

FeatureMatrix FeatureExtractor::extract(Queue& queue, const Audio& audio) const {
  FeatureMatrix features = empty_features(audio);
  extract(queue, static_cast<std::int64_t>(audio.samples.size()), audio.samples.data(),
          features.values.data());
  return features;
}

void FeatureExtractor::extract(Queue& queue, std::int64_t num_samples, const float* samples,
                               float* out) const {
  if (!queue.memory().is_host()) {
    const std::int64_t most = std::min(DeviceFrontEnd::kFramesAtOnce, num_frames(num_samples));
    const DeviceFrontEnd::Song song{num_samples, samples, out};
    if (most > 0) on_device(queue, most).extract({&song, 1});
    return;
  }
  const StftPlan plan(queue, front_end_.stft);
  const PlacedFilterBank bank(queue, bank_);
  const FilterBankView view = bank.view();
  const FilterBankView* mel = front_end_.mel == MelKind::kNone ? nullptr : &view;
  queue.reserve_scratch(log_spectrogram_scratch_bytes(queue, plan, mel));
  log_spectrogram(queue, plan, mel, front_end_.compression, num_samples, samples, out);
}

}  // namespace cantus
