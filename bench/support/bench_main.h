#pragma once

#include <iostream>

#include "kernels/core/error.h"
#include "kernels/core/short_waits.h"

namespace cantus::bench {

// What a bench's main() returns: what `run` does, or the code of the error that ended it, which is
// printed. Threads wait for each other as the program's do.
inline int bench_main(int argc, char** argv, int (*run)(int argc, char** argv)) {
  wait_briefly(argv);
  try {
    return run(argc, argv);
  } catch (const Error& error) {
    std::cerr << "cantus: error: " << error.what() << '\n';
    return static_cast<int>(error.code());
  }
}

}  // namespace cantus::bench
