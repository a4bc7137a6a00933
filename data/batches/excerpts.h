#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/batches/frame_set.h"

namespace cantus {

struct ExcerptOptions {
  std::int64_t num_frames = 0;   // of an excerpt
  std::int64_t num_outputs = 2;  // 2: class probabilities (no voice, voice); 1: one label
  float soft_label = 0;      // targets are s and 1 - s instead of 0 and 1 (Schlueter 2016: 0.02)
  bool is_balanced = false;  // every other excerpt of a batch has voice
  std::uint64_t seed = 0;
};

// All excerpts that lie inside their songs, each labelled by its centre frame, frame
// num_frames / 2. Batches draw them without replacement, pass after pass; which excerpts a batch
// holds depends on (seed, step) alone, so nothing is lost when training is resumed.
class Excerpts {
 public:
  // `frames` must stay. Errors: kBadData when there is no excerpt, or, balanced, none of one class.
  Excerpts(const FrameSet& frames, const ExcerptOptions& options);

  std::int64_t size() const { return first_excerpts_.back(); }
  std::int64_t excerpt_elements() const { return options_.num_frames * frames_.num_bands(); }

  // Excerpt `index`, in the songs' order, into out [num_frames, num_bands].
  void copy(std::int64_t index, float* out) const;
  // 1 where there is voice in its centre frame, else 0.
  float label(std::int64_t index) const;

  // The batch of step `step`: features [batch_size, num_frames, num_bands], targets [batch_size,
  // num_outputs]. The spans' sizes give the batch size.
  void fill(std::uint64_t step, std::span<float> features, std::span<float> targets) const;
  // The excerpt at a place in the endless sequence of draws.
  std::int64_t draw(std::uint64_t position) const;

 private:
  std::int64_t first_frame_of(std::int64_t index) const;
  void split_by_label();

  const FrameSet& frames_;
  ExcerptOptions options_;
  std::vector<std::int64_t> first_excerpts_{0};     // by song
  std::vector<std::int64_t> with_voice_, without_;  // only when balanced
};

}  // namespace cantus
