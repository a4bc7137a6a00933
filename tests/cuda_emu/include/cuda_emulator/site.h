#pragma once

#include <cstring>

namespace cuda_emulator {

// A place in a kernel's source, for reports.
struct Site {
  const char* file;
  int line;
};

inline bool operator==(Site a, Site b) {
  return a.line == b.line && (a.file == b.file || std::strcmp(a.file, b.file) == 0);
}

}  // namespace cuda_emulator
