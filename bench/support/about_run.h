#pragma once

#include <nlohmann/json.hpp>

#include "kernels/core/device.h"

namespace cantus::bench {

// Where and by what a figure was made: device, threads, machine, gpu ("" of a CPU), load (running
// programs on average over the last minute) and the commit that was built.
nlohmann::ordered_json about_run(Device device, int num_threads);

}  // namespace cantus::bench
