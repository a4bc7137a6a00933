#include "apps/training/run_state.h"

#include <fmt/format.h>

namespace cantus {

RunLength::RunLength(const Experiment& experiment, std::uint64_t num_batches)
    : epochs(static_cast<std::uint64_t>(experiment.epochs)),
      patience(static_cast<std::uint64_t>(experiment.patience)),
      batches_per_epoch(num_batches) {}

bool RunLength::is_over(const RunState& state, std::uint64_t max_steps) const {
  return state.step >= num_steps() || state.stale_epochs >= patience ||
         (max_steps > 0 && state.step >= max_steps);
}

std::string RunLength::text(const RunState& state) const {
  const double done = static_cast<double>(state.step) / static_cast<double>(batches_per_epoch);
  if (state.step > num_steps())  // from an earlier run with more epochs
    return fmt::format("step {}, {:.4g} epochs: more than the {} asked for", state.step, done,
                       epochs);
  std::string text =
      fmt::format("step {} of {}, {:.4g} of {} epochs", state.step, num_steps(), done, epochs);
  if (state.stale_epochs >= patience)
    text += fmt::format(", ended as {} epochs were no better (experiment.patience)",
                        state.stale_epochs);
  return text;
}

}  // namespace cantus
