#pragma once

namespace cantus {

// Signals that ask a process to stop: SIGINT, SIGTERM, SIGUSR1, SIGXCPU and SIGHUP, but for those
// that whoever began the process has it ignore (nohup, a shell's background).

// From here on they end the process with exit code 75 at once, with a line that says so: for verbs
// that have nothing to bring to an end.
void end_on_stop_signals();

// From here on they only set a flag that long work looks at between steps; a second one ends the
// process with exit code 75 at once. To be called from the main thread.
void catch_stop_signals();

bool stop_requested();

// What to do after a verb that keeps nothing was stopped.
inline constexpr const char* kRunAgain = "run the same command again";

// Throws Error(kTryAgain) when a stop was asked for; `remedy` says how to go on.
void throw_if_stopped(const char* remedy);

}  // namespace cantus
