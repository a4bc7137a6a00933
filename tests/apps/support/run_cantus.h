#pragma once

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/files/process.h"
#include "tests/support/holds.h"

namespace cantus {

using Arguments = std::vector<std::string>;

inline Arguments operator+(Arguments arguments, const Arguments& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

// Sets no limit on addresses, of which sanitizers reserve terabytes, and allows time for them.
inline ProcessResult run_unlimited(const Arguments& argv) {
  ProcessLimits limits;
  limits.time_s = 600;
  limits.memory_bytes = std::numeric_limits<std::uint64_t>::max();
  return run_process(argv, limits);
}

// Runs the program as a user does and waits for its end.
inline ProcessResult run_cantus(const Arguments& arguments) {
  return run_unlimited(Arguments{CANTUS_BINARY} + arguments);
}

// Whether a program ended with this code and its log contains a part. If the assertion fails, it
// shows both.
inline ::testing::AssertionResult ended(const ProcessResult& result, int exit_code,
                                        const std::string& part) {
  const bool ended_so = result.exit_code == exit_code && holds(result.errors, part);
  return (ended_so ? ::testing::AssertionSuccess() : ::testing::AssertionFailure())
         << "exit code " << result.exit_code << " (expected " << exit_code << "), \"" << part
         << "\" in\n"
         << result.errors;
}

}  // namespace cantus
