#pragma once

#include <string>
#include <vector>

#include "data/files/process.h"

namespace cantus {

// Runs the program as a user does and waits for its end.
inline ProcessResult run_cantus(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), CANTUS_BINARY);
  return run_process(arguments);
}

}  // namespace cantus
