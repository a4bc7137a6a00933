#pragma once

#include <functional>
#include <optional>

#include "data/excerpts/excerpts.h"
#include "engine/parameters.h"
#include "models/evaluation/metrics.h"
#include "models/networks/network.h"

namespace cantus {

// How good a network is on songs it does not learn from, all frames pooled.
struct ValidationScores {
  FrameCounts counts;  // at threshold 0.5, which for two classes is the more probable one
  std::optional<double> auroc;

  // What training maximises; 0 when there is neither voice nor a claim of voice.
  double f_measure() const { return counts.f_measure().value_or(0); }
};

// Whether one of the excerpts that are scored has voice in its centre. Without any F is 0 whatever
// a network does, and chooses nothing.
bool any_voice(const Excerpts& excerpts, std::int64_t stride);

// Throws where the device has no room for validate(): the errors of fitting_plan. Asked for before
// training, not at the end of its first epoch.
void require_room_for_validation(Queue& queue, const Network& network, Parameters& parameters,
                                 const Excerpts& excerpts, std::int64_t stride,
                                 Precision precision);

// Whether every `stride`-th excerpt of songs takes less than half of the arithmetic where the songs
// are scored whole, as detection does: what is shared is moved more often, and that takes up to as
// long again.
bool is_cheaper_whole(const Network& network, std::int64_t stride);

// Scores every `stride`-th excerpt, in the way that is cheaper. `after_batch` is told how many each
// batch, or song, was of, and of none within a song; what it throws ends the work. Errors: those of
// require_finite_outputs, which name no model.
ValidationScores validate(Queue& queue, const Network& network, Parameters& parameters,
                          const Excerpts& excerpts, std::int64_t stride, Precision precision,
                          const std::function<void(std::int64_t num_excerpts)>& after_batch);

}  // namespace cantus
