#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kernels/core/error.h"

namespace cantus {

// What a foreign program may use before it is stopped.
struct ProcessLimits {
  double time_s = 60.0;  // of the clock on the wall
  std::uint64_t output_bytes = std::uint64_t{1}
                               << 28;  // any one file it writes, its output included
  std::uint64_t memory_bytes = std::uint64_t{1} << 32;  // address space
  // Asked a few times a second; once it says so the program is told to end (SIGTERM) and has half a
  // minute for that.
  bool (*is_stopped)() = nullptr;
};

struct ProcessResult {
  int exit_code = 0;   // 128 + the signal when one ended it
  int signal = 0;      // that one: programs have codes above 128 of their own
  std::string output;  // all of standard output
  std::string errors;  // the last 64 KiB of standard error
};

// Of code kUnavailable: a program was stopped at one of its limits.
class LimitOverrun : public Error {
 public:
  LimitOverrun(const std::string& program, const std::string& found)
      : Error(Exit::kUnavailable, program, found + ", stopped") {}
};

// The full path of `program` on PATH (or itself, when it holds a slash and can be run).
std::optional<std::filesystem::path> find_program(const std::string& program);

// Runs argv[0] (looked up on PATH) with argv, without a shell, in a process group of its own, with
// `input` as its standard input, and waits for its end. Whatever the group left running is killed.
// With `output_fd` >= 0 standard output goes there instead of into the result. A non-zero exit code
// is the caller's to judge.
// Errors: kUnavailable when the program is absent or cannot be started; LimitOverrun.
ProcessResult run_process(const std::vector<std::string>& argv, const ProcessLimits& limits = {},
                          const std::string& input = {}, int output_fd = -1);

// Throws Error(kUnavailable), with the last line of what it said, unless the program ended with
// code 0. `remedy` is for what it does itself; a signal comes from elsewhere.
void require_success(const std::string& program, const ProcessResult& result,
                     const std::string& remedy);

}  // namespace cantus
