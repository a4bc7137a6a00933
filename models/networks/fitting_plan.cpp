#include "models/networks/fitting_plan.h"

#include "kernels/core/out_of_memory.h"

namespace cantus {

Plan fitting_plan(Queue& queue, Plan plan, std::int64_t batch_size) {
  const auto needed = static_cast<double>(plan.arena_bytes());
  const auto free = static_cast<double>(queue.memory().free_bytes());
  if (needed <= free) return plan;
  const std::string room = "at most the " + in_gigabytes(free) + " that are free";
  const std::string device = to_string(queue.device());
  if (batch_size == 0)
    throw OutOfMemory(device, "the network needs " + in_gigabytes(needed), room,
                      "free some of the GPU's memory, or use the CPU");
  // The arena grows with the batch; a tenth stays for weights and scratch.
  const auto fits =
      static_cast<std::int64_t>(0.9 * free * static_cast<double>(batch_size) / needed);
  throw OutOfMemory(
      device, "a batch of " + std::to_string(batch_size) + " needs " + in_gigabytes(needed), room,
      fits > 0 ? "a batch of " + std::to_string(fits) + " fits" : "free some memory");
}

}  // namespace cantus
