#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "apps/program/report_error.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "kernels/core/short_waits.h"

namespace {

// Returns a song's memory to the system with the song: by default the library keeps blocks of up to
// 32 MB, between which an hour's sound leaves a hundred megabytes of holes.
void give_memory_back() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
#endif
}

// Opens /dev/null in place of each of the first three descriptors that is closed: the next file to
// be opened would get its number and what is written there. Using it fails, as on a closed one.
void occupy_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // open() takes the lowest free descriptor: this one.
    if (::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) ::_exit(71);
  }
}

}  // namespace

int main(int argc, char** argv) {
  cantus::wait_briefly(argv);
  give_memory_back();
  occupy_standard_descriptors();
  // If the parent ignored SIGCHLD, every wait for a child would fail.
  std::signal(SIGCHLD, SIG_DFL);
  // Makes a file-size limit an error of one write instead of a kill.
  std::signal(SIGXFSZ, SIG_IGN);
  cantus::end_on_stop_signals();
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
