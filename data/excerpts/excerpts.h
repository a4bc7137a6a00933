#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/excerpts/frame_set.h"

namespace cantus {

struct ExcerptOptions {
  std::int64_t num_frames = 0;  // of an excerpt
  bool is_balanced = false;     // every other excerpt of a batch has voice: a label over 0.5
  std::int64_t bag_size = 0;    // over 0: songs are drawn, as bags of so many of their excerpts
  bool one_a_song = false;      // one excerpt of every song is drawn, of its middle until chosen
  std::string songs = "the songs";  // in errors
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
  std::int64_t bag_size() const { return options_.bag_size; }
  // How many of them a pass draws; of every bag, bag_size().
  std::int64_t num_drawn() const;
  std::int64_t excerpt_elements() const { return options_.num_frames * frames_.num_bands(); }
  // Song s has excerpts [first_excerpts()[s], first_excerpts()[s + 1]).
  std::span<const std::int64_t> first_excerpts() const { return first_excerpts_; }
  // Those that are drawn, in bags the songs; empty when that is all, or when they are to be
  // balanced.
  std::span<const std::int64_t> drawn() const { return drawn_; }
  // Those with and without voice in their centre, in bags the songs; empty unless they are to be
  // balanced.
  std::span<const std::int64_t> with_voice() const { return with_voice_; }
  std::span<const std::int64_t> without() const { return without_; }

  // Draws these excerpts from now on, one of each song that has any, in the songs' order. Requires
  // one_a_song; what the lists above point at stays where it is.
  void choose(std::span<const std::int64_t> excerpts);

  // Excerpt `index`, in the songs' order, into out [num_frames, num_bands].
  void copy(std::int64_t index, float* out) const;
  // Of its centre frame: 1 where there is voice, 0 where not, or between.
  float label(std::int64_t index) const;

 private:
  std::int64_t first_frame_of(std::int64_t index) const;
  // What is drawn, excerpts or songs, to be listed with `list`.
  template <class List>
  void for_each_drawn(const List& list) const;
  void split_by_label();
  void leave_out_unlearned();

  const FrameSet& frames_;
  ExcerptOptions options_;
  std::vector<std::int64_t> first_excerpts_{0};     // by song
  std::vector<std::int64_t> drawn_;                 // only when some are not
  std::vector<std::int64_t> with_voice_, without_;  // only when balanced
};

}  // namespace cantus
