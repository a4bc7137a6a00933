#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/apps/support/run_cantus.h"

namespace cantus {

// The program, running in parallel with the test; its log goes to the file `errors` if given.
class Background {
 public:
  explicit Background(const Arguments& arguments, const std::string& errors = "") {
    Arguments words = Arguments{CANTUS_BINARY} + arguments;
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      // Under nohup and the like these are ignored, and the program would keep it so.
      for (const int ended_by : {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGXCPU})
        ::signal(ended_by, SIG_DFL);
      redirect(STDOUT_FILENO, "/dev/null");
      if (!errors.empty()) redirect(STDERR_FILENO, errors.c_str());
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
  }
  ~Background() { end(SIGKILL); }

  bool is_running() {
    if (process_ > 0 && ::wait4(process_, &status_, WNOHANG, &used_) == process_) process_ = 0;
    return process_ > 0;
  }
  // Whether the process runs the program already and has a handler for the signal.
  bool catches(int signal) const {
    const std::string process = "/proc/" + std::to_string(process_);
    std::error_code ignored;
    if (!std::filesystem::equivalent(process + "/exe", CANTUS_BINARY, ignored)) return false;
    std::ifstream status(process + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.rfind("SigCgt:", 0) == 0)
        return std::stoull(line.substr(7), nullptr, 16) >> (signal - 1) & 1u;
    }
    return false;
  }
  void send(int signal) const {
    if (process_ > 0) ::kill(process_, signal);
  }
  // Processor time used so far [s], which does not count waiting for a processor.
  double cpu_s() const {
    ::clockid_t clock;
    ::timespec now{};
    if (process_ > 0 && ::clock_getcpuclockid(process_, &clock) == 0 &&
        ::clock_gettime(clock, &now) == 0)
      return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
    return static_cast<double>(used_.ru_utime.tv_sec + used_.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(used_.ru_utime.tv_usec + used_.ru_stime.tv_usec);
  }
  // Sends the signal, waits, and returns the exit code, or 128 + the signal that ended it.
  int end(int signal) {
    if (process_ > 0) {
      send(signal);
      ::wait4(process_, &status_, 0, &used_);
      process_ = 0;
    }
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  }

 private:
  static void redirect(int descriptor, const char* file) {
    const int opened = ::open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
  }

  ::pid_t process_ = 0;
  int status_ = 0;
  ::rusage used_{};
};

}  // namespace cantus
