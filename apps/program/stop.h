#pragma once

namespace cantus {

// Signals that ask a process to stop: SIGINT, SIGTERM, SIGUSR1, SIGXCPU and SIGHUP, except those
// that the process was started with ignored (nohup, a shell's background).

// From here on the signals end the process at once with exit code 75 and a line that says so: for
// verbs that have nothing to finish.
void end_on_stop_signals();

// From here on a signal only sets a flag, which long work checks between steps; a second signal
// ends the process at once with exit code 75. Must be called from the main thread.
void catch_stop_signals();

bool stop_requested();

// The remedy after a verb that keeps nothing was stopped.
inline constexpr const char* kRunAgain = "run the same command again";

// Throws Error(kTryAgain) when a stop was asked for; `remedy` says how to go on.
void throw_if_stopped(const char* remedy);

}  // namespace cantus
