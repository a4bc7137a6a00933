#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/frontend/feature_extractor.h"
#include "data/hdf5/stored_float.h"

namespace cantus {

// The frames of many songs in memory, back to back: features, and for each frame whether there is
// voice in it, or how likely. As float16 they need half the memory.
class FrameSet {
 public:
  FrameSet(std::int64_t num_bands, StoredFloat type);

  // Memory for so many frames in all, at once: growing would need twice as much for a moment.
  void reserve(std::int64_t num_frames);
  // features [num_frames, num_bands]; labels [num_frames], 0 to 1.
  void add_song(const FeatureMatrix& features, std::span<const float> labels);
  // All frames in place, on a CPU's queue: their statistics are known when the last song is there.
  void standardize(Queue& host, const Standardization& standardization);

  std::int64_t num_bands() const { return num_bands_; }
  StoredFloat type() const { return type_; }
  std::int64_t num_frames() const { return static_cast<std::int64_t>(labels_.size()); }
  std::int64_t num_songs() const { return static_cast<std::int64_t>(first_frames_.size()) - 1; }
  // Song s holds frames [first_frames()[s], first_frames()[s + 1]).
  std::span<const std::int64_t> first_frames() const { return first_frames_; }
  std::span<const float> labels() const { return labels_; }

  // Where the frames stand: [num_frames, num_bands] of type().
  const void* values() const;
  std::size_t num_bytes() const {
    return static_cast<std::size_t>(num_frames() * num_bands_ * stored_bytes(type_));
  }
  // Frames [first, first + count) into out [count, num_bands].
  void copy_frames(std::int64_t first, std::int64_t count, float* out) const;

 private:
  std::int64_t num_bands_;
  StoredFloat type_;
  std::vector<float> floats_;          // one of the two is used
  std::vector<std::uint16_t> halves_;  // IEEE half precision
  std::vector<float> labels_;
  std::vector<std::int64_t> first_frames_{0};
};

}  // namespace cantus
