#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/experiment/experiment.h"

namespace cantus {

// How far a run has come: with the weights and the optimizer's moments, its complete state.
struct RunState {
  std::uint64_t step = 0;
  std::uint64_t stale_epochs = 0;  // since the best validation
  std::uint64_t best_step = 0;
  double best_f = -1;
  double best_auroc = -1;           // decides between equal F
  std::vector<float> best_weights;  // all parameters; empty before the first validation
  // For experiments that learn from maxima: this epoch's excerpts, one per song.
  std::vector<std::int64_t> chosen;
};

// How far a run goes at most.
struct RunLength {
  std::uint64_t epochs;
  std::uint64_t patience;
  std::uint64_t batches_per_epoch;

  RunLength(const Experiment& experiment, std::uint64_t num_batches);

  std::uint64_t num_steps() const { return epochs * batches_per_epoch; }
  // Whether nothing is left to train: in the whole run or, unless it is 0, up to step `max_steps`.
  bool is_over(const RunState& state, std::uint64_t max_steps = 0) const;
  // "step 24 of 24, 4 of 4 epochs", and why the run ended early, if it did.
  std::string text(const RunState& state) const;
};

}  // namespace cantus
