#pragma once

#include <string>

namespace cantus {

// While it exists, whatever this thread prints to stdio's stderr is appended to `text`, up to 64
// KiB, and does not reach the terminal; other threads print as before. Must not be nested. It
// replaces stderr by a stream of the program's own, which must not be passed to freopen().
class CapturedStderr {
 public:
  explicit CapturedStderr(std::string& text);
  ~CapturedStderr();
  CapturedStderr(const CapturedStderr&) = delete;
  CapturedStderr& operator=(const CapturedStderr&) = delete;
};

}  // namespace cantus
