#include "data/frontend/feature_extractor.h"

#include <algorithm>
#include <utility>

#include "kernels/core/error.h"
#include "kernels/mel/mel.h"

namespace cantus {
namespace {

// Frames of one piece: 30 s of sound. Their magnitudes stay in the last-level cache.
constexpr std::int64_t kPieceFrames = 2048;

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
  const StftOptions& stft = front_end_.stft;
  const bool has_mel = front_end_.mel != MelKind::kNone;
  FeatureMatrix features;
  features.num_frames = num_frames(static_cast<std::int64_t>(audio.samples.size()));
  features.num_bands = front_end_.num_bands();
  features.values.resize(features.num_frames * features.num_bands);

  const StftPlan plan(queue, stft);
  std::vector<float> magnitudes;
  if (has_mel) {
    magnitudes.resize(std::min(kPieceFrames, features.num_frames) * stft.num_bins);
    queue.reserve_scratch(mel_scratch_bytes(queue, stft.num_bins, features.num_bands));
  }
  for (std::int64_t first = 0; first < features.num_frames; first += kPieceFrames) {
    const std::int64_t frames = std::min(kPieceFrames, features.num_frames - first);
    const float* samples = audio.samples.data() + first * stft.hop_samples;
    const std::int64_t num_samples = (frames - 1) * stft.hop_samples + stft.window_samples;
    float* out = features.values.data() + first * features.num_bands;
    stft_magnitude(queue, plan, num_samples, samples, has_mel ? magnitudes.data() : out);
    if (has_mel) mel_forward(queue, view_of(bank_), frames, magnitudes.data(), out);
    log_compress(queue, front_end_.compression, frames * features.num_bands, out, out);
  }
  return features;
}

}  // namespace cantus
