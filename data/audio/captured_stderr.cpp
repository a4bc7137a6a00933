#include "data/audio/captured_stderr.h"

#include <cstdio>
#include <new>

namespace cantus {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 16;

thread_local std::string* captured = nullptr;

// Write function of the stream that replaces stderr; the cookie is the original stderr.
ssize_t print_or_capture(void* original, const char* bytes, std::size_t count) {
  if (captured == nullptr)
    return static_cast<ssize_t>(std::fwrite(bytes, 1, count, static_cast<FILE*>(original)));
  if (captured->size() + count > kMaxBytes) return static_cast<ssize_t>(count);
  try {
    captured->append(bytes, count);
  } catch (const std::bad_alloc&) {  // must not unwind through the library that prints
  }
  return static_cast<ssize_t>(count);
}

// glibc's stderr is a variable that a program may set; this does so before any threads read it.
// Without memory for the replacement nothing is captured.
bool stand_in_for_stderr() {
  cookie_io_functions_t functions{};
  functions.write = print_or_capture;
  FILE* stand_in = ::fopencookie(stderr, "w", functions);
  if (stand_in == nullptr) return false;
  std::setvbuf(stand_in, nullptr, _IONBF, 0);
  stderr = stand_in;
  return true;
}

[[maybe_unused]] const bool stands_in = stand_in_for_stderr();

}  // namespace

CapturedStderr::CapturedStderr(std::string& text) { captured = &text; }

CapturedStderr::~CapturedStderr() { captured = nullptr; }

}  // namespace cantus
