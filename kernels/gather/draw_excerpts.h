#pragma once

#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/core/step_state.h"

namespace cantus {

// All excerpts of some songs, in the queue's memory. The songs' frames stand back to back; an
// excerpt lies inside its song, and excerpts are numbered in the songs' order.
struct ExcerptSet {
  std::int64_t num_frames = 0;  // of an excerpt; frame num_frames / 2 is its centre
  std::int64_t num_songs = 0;
  const std::int64_t* first_frames = nullptr;    // [num_songs + 1] of the songs
  const std::int64_t* first_excerpts = nullptr;  // [num_songs + 1] of the songs
  const float* labels = nullptr;                 // [frames] kernels/gather/frame_label.h
  std::int64_t num_excerpts = 0;
  // Over 0: songs are drawn, as bags of so many of their excerpts, and the three lists below are of
  // songs, one of which must be there. A song on a list has an excerpt.
  std::int64_t bag_size = 0;
  // Those that are drawn, where the centres of others are not learned from; null: all.
  const std::int64_t* drawn = nullptr;  // [num_drawn]
  std::int64_t num_drawn = 0;
  // Excerpts with and without voice in their centre, to be drawn by turns; null when all excerpts
  // are drawn as they come.
  const std::int64_t* with_voice = nullptr;  // [num_with_voice]
  const std::int64_t* without = nullptr;     // [num_without]
  std::int64_t num_with_voice = 0;
  std::int64_t num_without = 0;
};

// What a network is told of an excerpt.
struct TargetRule {
  std::int64_t num_outputs = 2;  // 2: class probabilities (no voice, voice); 1: one label
  float soft_label = 0;          // no target is nearer to 0 or 1 (Schlueter 2016: 0.02)
  bool every_frame = false;      // one for each of its frames, not for the centre alone

  // Of a batch, which has whole bags.
  std::int64_t num_targets(const ExcerptSet& set, std::int64_t batch_size) const {
    if (set.bag_size > 0) return batch_size / set.bag_size;
    return batch_size * (every_frame ? set.num_frames : 1);
  }
};

// The batch of a step, drawn without replacement, pass after pass, in orders of permutation.h:
// sample i of the batch holds the excerpt at place state->first_sample + i of the endless sequence
// that state->seed gives. Where sets are drawn by turns, even places have voice. Of bags, samples
// [b bag_size, (b + 1) bag_size) hold excerpts of the song at place state->first_sample / bag_size
// + b, without replacement where it has so many; its target is that of any of them. `state` is in
// the queue's memory. Requires that no frame that has a target is one of kNotLearned, which would
// be taught as one without voice: with rule.every_frame, no frame of any excerpt.
//   first_frames [batch_size] where each excerpt begins
//   targets [rule.num_targets(set, batch_size), rule.num_outputs]
void draw_excerpts(Queue& queue, const StepState* state, const ExcerptSet& set,
                   const TargetRule& rule, std::int64_t batch_size, std::int64_t* first_frames,
                   float* targets);

}  // namespace cantus
