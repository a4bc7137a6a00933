#pragma once

#include <functional>
#include <vector>

namespace cantus::bench {

// Seconds of each run, in the order they were made.
struct Runs {
  std::vector<double> seconds;

  double median() const;
  double min() const;
  double max() const;
};

struct PairedRuns {
  Runs ours;
  Runs peer;

  // Speed of ours over the peer's, of each pair of neighbouring runs.
  Runs ratios() const;
};

// Runs the work once and returns the seconds it took.
using TimedRun = std::function<double()>;

// A run that is timed here.
TimedRun timed(std::function<void()> work);

// Ours, peer, ours, peer, ...: what disturbs the machine disturbs both. Two pairs of warm-up are
// not counted.
PairedRuns run_alternately(const TimedRun& ours, const TimedRun& peer, int num_pairs);

// The work alone, again and again for `budget_s` seconds and at least five times. Two runs of
// warm-up are not counted.
Runs run_repeatedly(const std::function<void()>& work, double budget_s);

}  // namespace cantus::bench
