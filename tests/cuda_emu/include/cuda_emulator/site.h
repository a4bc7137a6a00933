#pragma once

namespace cuda_emulator {

// A place in a kernel's source, for reports.
struct Site {
  const char* file;
  int line;
};

}  // namespace cuda_emulator
