#include "models/networks/fitting_plan.h"

#include "kernels/core/error.h"

namespace cantus {

Plan fitting_plan(Queue& queue, Plan plan, std::int64_t batch_size) {
  const auto needed = static_cast<double>(plan.arena_bytes());
  const auto free = static_cast<double>(queue.memory().free_bytes());
  if (needed <= free) return plan;
  // The arena grows with the batch; a tenth stays for weights and scratch.
  const auto fits =
      static_cast<std::int64_t>(0.9 * free * static_cast<double>(batch_size) / needed);
  throw Error(Exit::kOsError, "--device " + to_string(queue.device()),
              "a batch of " + std::to_string(batch_size) + " needs " + in_gigabytes(needed),
              "at most the " + in_gigabytes(free) + " that are free",
              fits > 0 ? "a batch of " + std::to_string(fits) + " fits" : "free some memory");
}

}  // namespace cantus
