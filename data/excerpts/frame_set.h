#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/frontend/feature_extractor.h"
#include "data/hdf5/stored_float.h"

namespace cantus {

// The frames of many songs in memory, back to back: features, and for each frame a label: whether
// it has voice, or how likely. As float16 the features need half the memory.
class FrameSet {
 public:
  FrameSet(std::int64_t num_bands, StoredFloat type);

  // Reserves memory for `num_frames` in all: growing would need twice as much for a moment.
  void reserve(std::int64_t num_frames);
  // features [num_frames, num_bands]; labels [num_frames], 0 to 1.
  void add_song(const FeatureMatrix& features, std::span<const float> labels);
  // Standardizes all frames in place, on a CPU queue; call it once all songs are added.
  void standardize(Queue& host, const Standardization& standardization);

  std::int64_t num_bands() const { return num_bands_; }
  StoredFloat type() const { return type_; }
  std::int64_t num_frames() const { return static_cast<std::int64_t>(labels_.size()); }
  std::int64_t num_songs() const { return static_cast<std::int64_t>(first_frames_.size()) - 1; }
  // Song s holds frames [first_frames()[s], first_frames()[s + 1]).
  std::span<const std::int64_t> first_frames() const { return first_frames_; }
  std::span<const float> labels() const { return labels_; }

  // The frames: [num_frames, num_bands] of type().
  const void* values() const;
  std::size_t num_bytes() const {
    return static_cast<std::size_t>(num_frames() * num_bands_ * stored_bytes(type_));
  }
  // Copies frames [first, first + count) into out [count, num_bands].
  void copy_frames(std::int64_t first, std::int64_t count, float* out) const;

 private:
  std::int64_t num_bands_;
  StoredFloat type_;
  std::vector<float> floats_;          // empty if float16
  std::vector<std::uint16_t> halves_;  // IEEE half precision
  std::vector<float> labels_;
  std::vector<std::int64_t> first_frames_{0};
};

}  // namespace cantus
