#pragma once

#include <functional>
#include <optional>

#include "data/excerpts/excerpts.h"
#include "engine/parameters.h"
#include "models/evaluation/metrics.h"
#include "models/networks/network.h"

namespace cantus {

// How well a network does on songs that it does not learn from, all frames pooled.
struct ValidationScores {
  FrameCounts counts;  // at threshold 0.5: for two classes, the more probable one
  std::optional<double> auroc;

  // What chooses the best weights; 0 when there is neither voice nor a detection.
  double f_measure() const { return counts.f_measure().value_or(0); }
};

// Whether any excerpt that is scored has voice in its centre. Otherwise F is 0 whatever a network
// does, and cannot choose the best weights.
bool any_voice(const Excerpts& excerpts, std::int64_t stride);

// Throws the errors of fitting_plan where the device has no room for validate(): called before
// training, so that they do not come at the end of its first epoch.
void require_room_for_validation(Queue& queue, const Network& network, Parameters& parameters,
                                 const Excerpts& excerpts, std::int64_t stride,
                                 Precision precision);

// Whether scoring every `stride`-th excerpt by detection over whole songs takes less than half of
// the arithmetic: moving what excerpts share takes up to as long again.
bool is_cheaper_whole(const Network& network, std::int64_t stride);

// Scores every `stride`-th excerpt in the cheaper way. `after_batch` is told the number of excerpts
// in each batch or song, and 0 within a song; what it throws ends the work. Errors: those of
// require_finite_outputs, which name no model.
ValidationScores validate(Queue& queue, const Network& network, Parameters& parameters,
                          const Excerpts& excerpts, std::int64_t stride, Precision precision,
                          const std::function<void(std::int64_t num_excerpts)>& after_batch);

}  // namespace cantus
