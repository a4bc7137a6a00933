#include "kernels/gather/draw_excerpts.h"

#include "kernels/core/error.h"
#include "kernels/core/last_at_or_before.h"
#include "kernels/core/launch.h"
#include "kernels/core/permutation.h"

namespace cantus {

struct DrawExcerpts {
  // Streams of the orders of one seed: pass p of each is 4 p + its number. The excerpts inside the
  // bag at place b have that of b.
  enum Order : std::uint64_t { kAll = 0, kWithVoice = 1, kWithout = 2, kInBag = 3 };

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

  // Excerpts, or songs.
  CANTUS_BODY std::int64_t listed_at(std::uint64_t position) const {
    if (set.drawn != nullptr) return set.drawn[in_order(kAll, set.num_drawn, position)];
    if (set.with_voice == nullptr) return in_order(kAll, set.num_excerpts, position);
    return position % 2 == 0
               ? set.with_voice[in_order(kWithVoice, set.num_with_voice, position / 2)]
               : set.without[in_order(kWithout, set.num_without, position / 2)];
  }

  CANTUS_BODY std::int64_t in_bag(std::int64_t song, std::uint64_t bag,
                                  std::uint64_t instance) const {
    const std::int64_t first = set.first_excerpts[song];
    const auto size = static_cast<std::uint64_t>(set.first_excerpts[song + 1] - first);
    const Permutation permutation(size, state->seed, 4 * bag + kInBag);
    return first + static_cast<std::int64_t>(permutation[instance % size]);
  }

  CANTUS_BODY void operator()(std::int64_t sample) const {
    const std::uint64_t position = state->first_sample + static_cast<std::uint64_t>(sample);
    if (set.bag_size == 0) {
      const std::int64_t excerpt = listed_at(position);
      const std::int64_t song = last_at_or_before(excerpt, set.num_songs, set.first_excerpts);
      first_frames[sample] = first_frame(song, excerpt);
      return write_targets(sample, first_frames[sample]);
    }
    const auto bag_size = static_cast<std::uint64_t>(set.bag_size);
    const std::uint64_t bag = position / bag_size;
    const std::int64_t song = listed_at(bag);
    first_frames[sample] = first_frame(song, in_bag(song, bag, position % bag_size));
    if (position % bag_size == 0) write_targets(sample / set.bag_size, first_frames[sample]);
  }

  CANTUS_BODY std::int64_t first_frame(std::int64_t song, std::int64_t excerpt) const {
    return set.first_frames[song] + excerpt - set.first_excerpts[song];
  }

  CANTUS_BODY float target_of(float label) const {
    const float least = rule.soft_label, most = 1 - least;
    return label < least ? least : label > most ? most : label;
  }

  CANTUS_BODY void write_targets(std::int64_t sample, std::int64_t first) const {
    const int num_targets = rule.every_frame ? static_cast<int>(set.num_frames) : 1;
    const float* label = set.labels + first + (rule.every_frame ? 0 : set.num_frames / 2);
    float* target = targets + sample * num_targets * rule.num_outputs;
    for (int k = 0; k < num_targets; ++k) {
      const float voice = target_of(label[k]);
      if (rule.num_outputs == 2) *target++ = 1 - voice;
      *target++ = voice;
    }
  }
};

void draw_excerpts(Queue& queue, const StepState* state, const ExcerptSet& set,
                   const TargetRule& rule, std::int64_t batch_size, std::int64_t* first_frames,
                   float* targets) {
  CANTUS_REQUIRE(set.num_excerpts > 0, "no excerpt to draw");
  CANTUS_REQUIRE(rule.num_outputs == 1 || rule.num_outputs == 2, "one output or two");
  CANTUS_REQUIRE(set.drawn == nullptr || set.num_drawn > 0, "something on the list of the drawn");
  CANTUS_REQUIRE(set.with_voice == nullptr || (set.num_with_voice > 0 && set.num_without > 0),
                 "both kinds of excerpts, to draw them by turns");
  CANTUS_REQUIRE(set.bag_size == 0 || (batch_size % set.bag_size == 0 && !rule.every_frame &&
                                       (set.drawn != nullptr || set.with_voice != nullptr)),
                 "whole bags of listed songs, which have one label each");
  for_each(queue, batch_size, DrawExcerpts{state, set, rule, first_frames, targets});
}

}  // namespace cantus
