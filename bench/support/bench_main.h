#pragma once

#include <iostream>
#include <optional>

#include <CLI/CLI.hpp>

#include "kernels/core/error.h"
#include "kernels/core/short_waits.h"

namespace cantus::bench {

// Reads a bench's flags. Returns the exit code if the bench is to end at once (--help was printed).
// Throws Error(kUsage) on flags that it does not take.
inline std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return {};
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    throw Error(Exit::kUsage, argv[0], error.what(), "", "--help tells what it takes");
  }
}

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
