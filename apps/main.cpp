#include <csignal>
#include <cstdio>

#include "apps/report_error.h"
#include "apps/verb.h"

int main(int argc, char** argv) {
  // A file-size limit is then an error of one write, not a death.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const cantus::Exit code = cantus::run_command_line(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      throw cantus::Error(cantus::Exit::kIoError, "stdout", "a write failed", "",
                          "see where it goes");
    }
    return static_cast<int>(code);
  } catch (...) {
    return static_cast<int>(cantus::report_error(std::current_exception()));
  }
}
