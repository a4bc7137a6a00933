#include "apps/program/stop.h"

#include <array>
#include <csignal>
#include <cstddef>

#include <unistd.h>

#include "kernels/core/error.h"

namespace cantus {
namespace {

volatile std::sig_atomic_t num_signals = 0;

void end_at_once(int) {
  constexpr char kLine[] = "cantus: error: stopped on request; run the same command again\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kLine, sizeof kLine - 1);
  ::_exit(static_cast<int>(Exit::kTryAgain));
}

void on_signal(int signal) {
  num_signals = num_signals + 1;
  if (num_signals > 1) end_at_once(signal);
}

// The stack of signal handlers on the main thread, which the kernel prefers for delivery. oneDNN's
// matrix products (up to 3.11.1) let the stack pointer lead into the heap while they compute: a
// handler that ran on that stack would overwrite what lies below.
void give_handlers_their_stack() {
  static std::array<std::byte, 1 << 16> memory;  // a frame with all vector registers is 11 KB
  ::stack_t stack = {};
  stack.ss_sp = memory.data();
  stack.ss_size = memory.size();
  ::sigaltstack(&stack, nullptr);
}

void handle_stop_signals(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  give_handlers_their_stack();
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGXCPU, SIGHUP}) {
    struct sigaction before = {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
  }
}

}  // namespace

void end_on_stop_signals() { handle_stop_signals(end_at_once); }

void catch_stop_signals() { handle_stop_signals(on_signal); }

bool stop_requested() { return num_signals > 0; }

void throw_if_stopped(const char* remedy) {
  if (stop_requested()) throw Error(Exit::kTryAgain, "", "stopped on request", "", remedy);
}

}  // namespace cantus
