#include "models/detector.h"

#include <algorithm>

#include "kernels/core/error.h"

namespace cantus {

Detector::Detector(Queue& queue, const Network& network, Parameters& parameters,
                   std::int64_t batch_size, Precision precision)
    : num_frames_(network.num_frames),
      num_bands_(network.num_bands),
      num_outputs_(network.num_outputs()),
      inference_(queue, network, parameters, batch_size, precision) {}

void Detector::copy_excerpt(std::span<const float> features, std::int64_t centre,
                            std::span<float> out) const {
  const auto song_frames = static_cast<std::int64_t>(features.size()) / num_bands_;
  for (std::int64_t t = 0; t < num_frames_; ++t) {
    const auto frame = std::clamp<std::int64_t>(centre - num_frames_ / 2 + t, 0, song_frames - 1);
    std::copy_n(features.begin() + frame * num_bands_, num_bands_, out.begin() + t * num_bands_);
  }
}

std::vector<float> Detector::curve(std::span<const float> features,
                                   const std::function<void(std::int64_t)>& after_batch) {
  CANTUS_REQUIRE(static_cast<std::int64_t>(features.size()) % num_bands_ == 0,
                 "features are no whole number of frames");
  const auto song_frames = static_cast<std::int64_t>(features.size()) / num_bands_;
  std::vector<float> curve(song_frames);
  const std::int64_t excerpt = num_frames_ * num_bands_;
  for (std::int64_t first = 0; first < song_frames; first += inference_.batch_size()) {
    const std::int64_t n = std::min(inference_.batch_size(), song_frames - first);
    for (std::int64_t i = 0; i < n; ++i)
      copy_excerpt(features, first + i, inference_.features().subspan(i * excerpt, excerpt));
    inference_.run();
    // The last output is the voice: class 1 of two, or the only one.
    for (std::int64_t i = 0; i < n; ++i)
      curve[first + i] = inference_.probabilities()[i * num_outputs_ + num_outputs_ - 1];
    if (after_batch) after_batch(n);
  }
  return curve;
}

}  // namespace cantus
