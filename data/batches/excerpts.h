#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/batches/frame_set.h"

namespace cantus {

struct ExcerptOptions {
  std::int64_t num_frames = 0;  // of an excerpt
  bool is_balanced = false;     // every other excerpt of a batch has voice: a label over 0.5
};

// All excerpts that lie inside their songs, each labelled by its centre frame, frame
// num_frames / 2; those whose centre is kNotLearned are not drawn. Batches are drawn from them by
// kernels/gather/draw_excerpts.h.
class Excerpts {
 public:
  // `frames` must stay. Errors: kBadData when there is no excerpt to draw, or, balanced, none of
  // one class.
  Excerpts(const FrameSet& frames, const ExcerptOptions& options);

  const FrameSet& frames() const { return frames_; }
  std::int64_t num_frames() const { return options_.num_frames; }
  std::int64_t size() const { return first_excerpts_.back(); }
  // How many of them a pass draws.
  std::int64_t num_drawn() const { return drawn_.empty() ? size() : std::ssize(drawn_); }
  std::int64_t excerpt_elements() const { return options_.num_frames * frames_.num_bands(); }
  // Song s has excerpts [first_excerpts()[s], first_excerpts()[s + 1]).
  std::span<const std::int64_t> first_excerpts() const { return first_excerpts_; }
  // Those that are drawn; empty when that is all, or when they are to be balanced.
  std::span<const std::int64_t> drawn() const { return drawn_; }
  // Those with and without voice in their centre; empty unless they are to be balanced.
  std::span<const std::int64_t> with_voice() const { return with_voice_; }
  std::span<const std::int64_t> without() const { return without_; }

  // Excerpt `index`, in the songs' order, into out [num_frames, num_bands].
  void copy(std::int64_t index, float* out) const;
  // Of its centre frame: 1 where there is voice, 0 where not, or between.
  float label(std::int64_t index) const;

 private:
  std::int64_t first_frame_of(std::int64_t index) const;
  void split_by_label();
  void leave_out_unlearned();

  const FrameSet& frames_;
  ExcerptOptions options_;
  std::vector<std::int64_t> first_excerpts_{0};     // by song
  std::vector<std::int64_t> drawn_;                 // only when some are not
  std::vector<std::int64_t> with_voice_, without_;  // only when balanced
};

}  // namespace cantus
