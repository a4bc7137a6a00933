#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace cantus {

// Exit codes of the program (sysexits.h). Cluster scripts requeue on kTryAgain and on nothing else.
enum class Exit : int {
  kDone = 0,
  kAnswerIsNo = 1,     // ran to the end, but diverged, or a comparison found differences
  kUsage = 64,         // bad flags
  kBadData = 65,       // malformed input
  kNoInput = 66,       // input absent
  kUnavailable = 69,   // a device, a program or an instruction is not there
  kSoftware = 70,      // an invariant of ours broke
  kOsError = 71,       // out of memory, threads, file descriptors; a GPU that failed
  kCannotCreate = 73,  // an output cannot be created
  kIoError = 74,       // a read or a write failed
  kTryAgain = 75,      // stopped on request or preempted: run the same command again
  kNoPermission = 77,
  kBadConfig = 78,  // bad configuration file, or it does not match the checkpoint
};

// The one error type. Its text is one line, "WHERE: FOUND (EXPECTED); REMEDY", where WHERE is a
// file (with :line or @byte), a flag, or the source line that built a graph node; empty parts are
// left out.
class Error : public std::runtime_error {
 public:
  struct Parts {
    std::string where, found, expected, remedy;
  };

  Error(Exit code, Parts parts);
  Error(Exit code, const std::string& where, const std::string& found,
        const std::string& expected = "", const std::string& remedy = "")
      : Error(code, Parts{where, found, expected, remedy}) {}
  Exit code() const { return code_; }
  // For callers that report the same about something else: a flag instead of a device.
  const Parts& parts() const { return parts_; }

 private:
  Exit code_;
  Parts parts_;
};

// Throws Error(kSoftware) when a contract between two of our own functions is broken. Active in
// every build: a check that vanishes with NDEBUG guards nobody's data.
#define CANTUS_REQUIRE(condition, what)                                    \
  do {                                                                     \
    if (!(condition)) ::cantus::broken_contract(__FILE__, __LINE__, what); \
  } while (false)

// `text` with control bytes as \x1b: those of hostile files must not reach a terminal.
std::string escape_control(const std::string& text);

[[noreturn]] void broken_contract(const char* file, int line, const std::string& what);

// Words of messages: "a, b, c", "1 song", "2 songs", "1.50 GB".
std::string join(const std::vector<std::string>& names);
std::string counted(std::size_t count, const std::string& noun);
std::string in_gigabytes(double bytes);

}  // namespace cantus
