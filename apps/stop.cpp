#include "apps/stop.h"

#include <csignal>

#include <unistd.h>

#include "kernels/core/error.h"

namespace cantus {
namespace {

volatile std::sig_atomic_t num_signals = 0;

void on_signal(int) {
  num_signals = num_signals + 1;
  if (num_signals > 1) ::_exit(static_cast<int>(Exit::kTryAgain));
}

}  // namespace

void catch_stop_signals() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaction(signal, &action, nullptr);
}

bool stop_requested() { return num_signals > 0; }

void throw_if_stopped(const char* remedy) {
  if (stop_requested()) throw Error(Exit::kTryAgain, "", "stopped on request", "", remedy);
}

}  // namespace cantus
