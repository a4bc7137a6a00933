#pragma once

#include <cstdint>

#include "engine/plan.h"

namespace cantus {

// Returns the plan if its arena fits the queue's device. Throws Error(kOsError) that says what it
// needs, what is free and, where a user chose the `batch_size`, how large a batch would fit.
Plan fitting_plan(Queue& queue, Plan plan, std::int64_t batch_size = 0);

}  // namespace cantus
