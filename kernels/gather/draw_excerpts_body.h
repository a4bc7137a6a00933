#pragma once

#include "kernels/core/permutation.h"
#include "kernels/gather/draw_excerpts.h"

namespace cantus {

struct DrawExcerpts {
  // Streams of the three orders of one seed: pass p of each is 4 p + its number.
  enum Order : std::uint64_t { kAll = 0, kWithVoice = 1, kWithout = 2 };

  const StepState* state;
  ExcerptSet set;
  TargetRule rule;
  std::int64_t* first_frames;
  float* targets;

  CANTUS_BODY std::int64_t in_order(Order order, std::int64_t num_excerpts,
                                    std::uint64_t position) const {
    const auto size = static_cast<std::uint64_t>(num_excerpts);
    const Permutation permutation(size, state->seed, 4 * (position / size) + order);
    return static_cast<std::int64_t>(permutation[position % size]);
  }

  CANTUS_BODY std::int64_t excerpt_at(std::uint64_t position) const {
    if (set.with_voice == nullptr) return in_order(kAll, set.num_excerpts, position);
    return position % 2 == 0
               ? set.with_voice[in_order(kWithVoice, set.num_with_voice, position / 2)]
               : set.without[in_order(kWithout, set.num_without, position / 2)];
  }

  // The last song whose first excerpt is not behind `excerpt`: songs that are too short have none.
  CANTUS_BODY std::int64_t song_of(std::int64_t excerpt) const {
    std::int64_t low = 0;
    std::int64_t high = set.num_songs;
    while (high - low > 1) {
      const std::int64_t middle = (low + high) / 2;
      if (set.first_excerpts[middle] <= excerpt)
        low = middle;
      else
        high = middle;
    }
    return low;
  }

  CANTUS_BODY void operator()(std::int64_t sample) const {
    const std::int64_t excerpt =
        excerpt_at(state->first_sample + static_cast<std::uint64_t>(sample));
    const std::int64_t song = song_of(excerpt);
    const std::int64_t first = set.first_frames[song] + excerpt - set.first_excerpts[song];
    first_frames[sample] = first;
    const std::int64_t labelled = rule.every_frame ? first : first + set.num_frames / 2;
    const std::int64_t num_targets = rule.every_frame ? set.num_frames : 1;
    for (std::int64_t k = 0; k < num_targets; ++k)
      write_target(sample * num_targets + k, set.labels[labelled + k]);
  }

  CANTUS_BODY void write_target(std::int64_t row, float label) const {
    const float voice = label * (1 - rule.soft_label) + (1 - label) * rule.soft_label;
    if (rule.num_outputs == 2) targets[2 * row] = 1 - voice;
    targets[(row + 1) * rule.num_outputs - 1] = voice;
  }
};

}  // namespace cantus
