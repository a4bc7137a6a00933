#pragma once

#include <limits>
#include <string>
#include <vector>

#include "data/files/process.h"

namespace cantus {

// Without a limit on addresses, of which sanitizers take terabytes, and with time for them.
inline ProcessResult run_unlimited(const std::vector<std::string>& argv) {
  ProcessLimits limits;
  limits.time_s = 600;
  limits.memory_bytes = std::numeric_limits<std::uint64_t>::max();
  return run_process(argv, limits);
}

// Runs the program as a user does and waits for its end.
inline ProcessResult run_cantus(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), CANTUS_BINARY);
  return run_unlimited(arguments);
}

}  // namespace cantus
