#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/excerpts/frame_set.h"

namespace cantus {

struct ExcerptOptions {
  std::int64_t num_frames = 0;      // length of an excerpt
  bool is_balanced = false;         // every second excerpt of a batch has voice (label > 0.5)
  std::int64_t bag_size = 0;        // > 0: songs are drawn, each as a bag of this many excerpts
  bool one_a_song = false;          // draws one excerpt of each song: choose(), or else its middle
  std::string songs = "the songs";  // what errors call them
};

// All excerpts that lie inside their songs, each labelled by its centre frame, frame num_frames /
// 2; those whose centre is kNotLearned are not drawn. kernels/gather/draw_excerpts.h draws batches
// from them.
class Excerpts {
 public:
  // `frames` must outlive the object. Errors: kBadData when there is no excerpt to draw or, if
  // balanced, none of one class.
  Excerpts(const FrameSet& frames, const ExcerptOptions& options);

  const FrameSet& frames() const { return frames_; }
  std::int64_t num_frames() const { return options_.num_frames; }
  std::int64_t size() const { return first_excerpts_.back(); }
  std::int64_t bag_size() const { return options_.bag_size; }
  // How many excerpts one pass draws; with bags, bag_size() of each song.
  std::int64_t num_drawn() const;
  std::int64_t excerpt_elements() const { return options_.num_frames * frames_.num_bands(); }
  // Song s has excerpts [first_excerpts()[s], first_excerpts()[s + 1]).
  std::span<const std::int64_t> first_excerpts() const { return first_excerpts_; }
  // The excerpts (with bags: songs) that are drawn; empty when all of them are, or when they are
  // balanced.
  std::span<const std::int64_t> drawn() const { return drawn_; }
  // The excerpts with and without voice in their centre frame (with bags: the songs); empty unless
  // balanced.
  std::span<const std::int64_t> with_voice() const { return with_voice_; }
  std::span<const std::int64_t> without() const { return without_; }

  // Draws these excerpts from now on, one of each song that has any, in the songs' order. Requires
  // one_a_song; the spans returned above stay valid.
  void choose(std::span<const std::int64_t> excerpts);

  // Copies excerpt `index`, counted in the songs' order, into out [num_frames, num_bands].
  void copy(std::int64_t index, float* out) const;
  // The label of the excerpt's centre frame: 1 for voice, 0 for none, or between.
  float label(std::int64_t index) const;

 private:
  std::int64_t first_frame_of(std::int64_t index) const;
  // Calls `list` with the index of each excerpt, or with bags each song, that is drawn.
  template <class List>
  void for_each_drawn(const List& list) const;
  void split_by_label();
  void leave_out_unlearned();

  const FrameSet& frames_;
  ExcerptOptions options_;
  std::vector<std::int64_t> first_excerpts_{0};     // by song
  std::vector<std::int64_t> drawn_;                 // empty when all are
  std::vector<std::int64_t> with_voice_, without_;  // only when balanced
};

}  // namespace cantus
