#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "data/audio/audio.h"
#include "data/frontend/device_front_end.h"
#include "data/frontend/front_end.h"
#include "kernels/core/queue.h"
#include "kernels/standardize/band_moments.h"

namespace cantus {

// Features of one recording, not standardized: values [num_frames, num_bands].
struct FeatureMatrix {
  std::int64_t num_frames = 0;
  std::int64_t num_bands = 0;
  std::vector<float> values;

  const float* frame(std::int64_t k) const { return values.data() + k * num_bands; }
};

// Standardizes them in place, on a CPU's queue.
void standardize(Queue& host, const Standardization& standardization, FeatureMatrix& features);

// Errors: kBadData, naming the song, when the sound was too short for a frame.
void require_frames(const FeatureMatrix& features, const FrontEnd& front_end,
                    const std::filesystem::path& song, double duration_s);

// Turns sound into features by a front end.
class FeatureExtractor {
 public:
  explicit FeatureExtractor(FrontEnd front_end);

  const FrontEnd& front_end() const { return front_end_; }
  std::int64_t num_frames(std::int64_t num_samples) const {
    return front_end_.stft.num_frames(num_samples);
  }

  // The front end on a GPU's queue, for songs one after the other; see DeviceFrontEnd.
  DeviceFrontEnd on_device(Queue& queue,
                           std::int64_t frames_at_once = DeviceFrontEnd::kFramesAtOnce) const {
    return DeviceFrontEnd(queue, front_end_, bank_, frames_at_once);
  }
  // Features of the audio's size, not filled. Requires audio at the front end's sample rate.
  FeatureMatrix empty_features(const Audio& audio) const;

  // The memory beside the result does not grow with the audio's length. Requires audio at the front
  // end's sample rate; fewer samples than one window give no frame.
  FeatureMatrix extract(Queue& queue, const Audio& audio) const;

  // The same into memory of the caller's: out [num_frames(num_samples), num_bands].
  void extract(Queue& queue, std::int64_t num_samples, const float* samples, float* out) const;

 private:
  FrontEnd front_end_;
  FilterBank bank_;  // empty without mel filters
};

}  // namespace cantus
