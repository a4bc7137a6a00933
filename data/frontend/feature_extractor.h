#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
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

// Standardizes features in place, on a CPU queue.
void standardize(Queue& host, const Standardization& standardization, FeatureMatrix& features);

// Throws Error(kBadData), naming the song, when `num_samples` are too few for one frame.
void require_frame(std::size_t num_samples, const FrontEnd& front_end,
                   const std::filesystem::path& song);

// A front end on a queue, for one recording after the other or for many at once, which a GPU
// computes in one launch.
class FeatureExtractor {
 public:
  // frames_at_once: for a GPU; see DeviceFrontEnd. The queue must outlive the object.
  FeatureExtractor(Queue& queue, FrontEnd front_end,
                   std::int64_t frames_at_once = DeviceFrontEnd::kFramesAtOnce);

  const FrontEnd& front_end() const { return front_end_; }
  std::int64_t num_frames(std::int64_t num_samples) const {
    return front_end_.stft.num_frames(num_samples);
  }

  // Beside the result, memory does not grow with the audio's length. Requires audio at the front
  // end's sample rate; fewer samples than one window give no frame. Errors of the device.
  FeatureMatrix extract(const Audio& audio);
  std::vector<FeatureMatrix> extract(std::span<const Audio* const> audios);

  // The same into the caller's memory, on a CPU queue only: out [num_frames(num_samples),
  // num_bands].
  void extract(std::int64_t num_samples, const float* samples, float* out);

 private:
  struct OnHost {
    StftPlan plan;
    PlacedFilterBank bank;  // empty without mel filters
  };

  Queue& queue_;
  FrontEnd front_end_;
  std::optional<OnHost> on_host_;
  std::optional<DeviceFrontEnd> on_device_;
};

}  // namespace cantus
