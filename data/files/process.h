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
  double time_s = 60.0;  // wall-clock time
  std::uint64_t output_bytes = std::uint64_t{1}
                               << 28;  // any one file it writes, its output included
  std::uint64_t memory_bytes = std::uint64_t{1} << 32;  // address space
  // Asked a few times a second; once it returns true, the program gets SIGTERM and half a minute to
  // end.
  bool (*is_stopped)() = nullptr;
};

struct ProcessResult {
  int exit_code = 0;   // 128 + the signal when a signal ended it
  int signal = 0;      // that signal, else 0: programs have exit codes above 128 of their own
  std::string output;  // all of standard output
  std::string errors;  // the last 64 KiB of standard error
};

// An error of code kUnavailable: a program was stopped at one of its limits.
class LimitOverrun : public Error {
 public:
  LimitOverrun(const std::string& program, const std::string& found)
      : Error(Exit::kUnavailable, program, found + ", stopped") {}
};

// The full path of `program` on PATH (or `program` itself, when it holds a slash and can be run).
std::optional<std::filesystem::path> find_program(const std::string& program);

// Runs argv[0] (looked up on PATH) with argv, without a shell, in a process group of its own, with
// `input` as its standard input, and waits for its end. What is left running of the group is
// killed. With `output_fd` >= 0 standard output goes there instead of into the result. The caller
// judges a non-zero exit code. Errors: kUnavailable when the program is absent or cannot be
// started; LimitOverrun.
ProcessResult run_process(const std::vector<std::string>& argv, const ProcessLimits& limits = {},
                          const std::string& input = {}, int output_fd = -1);

// Throws Error(kUnavailable), with the last line that the program printed, unless its exit code is
// 0. `remedy` is for failures of the program itself; one that a signal ended has another.
void require_success(const std::string& program, const ProcessResult& result,
                     const std::string& remedy);

}  // namespace cantus
