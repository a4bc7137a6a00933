#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace cantus {

// What isolated work may use.
struct IsolationLimits {
  std::uint64_t memory_bytes = std::uint64_t{8} << 30;  // beyond what the process holds already
  unsigned cpu_s = 60;
};

// Runs `work` in a child process and returns its text, at most 1 MiB: for libraries that a forged
// file can crash. `file` is that file's name in errors. Errors: those of `work`, as if it had run
// here; kBadData when the child crashed or overran a limit; kOsError when no child can be started.
std::string run_isolated(const std::string& file, const std::function<std::string()>& work,
                         const IsolationLimits& limits = {});

}  // namespace cantus
