#pragma once

#include <string>

namespace cantus {

// While it exists, whatever this thread prints to stdio's stderr is appended to `text`, up to 64
// KiB of it, and does not reach the terminal; other threads print as before. Not to be nested. For
// this a stream of the program's own stands in for stderr, which freopen() must not be given.
class CapturedStderr {
 public:
  explicit CapturedStderr(std::string& text);
  ~CapturedStderr();
  CapturedStderr(const CapturedStderr&) = delete;
  CapturedStderr& operator=(const CapturedStderr&) = delete;
};

}  // namespace cantus
