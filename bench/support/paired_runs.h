#pragma once

#include <functional>
#include <vector>

#include "kernels/core/queue.h"

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

  // Our speed over the peer's, for each pair of neighbouring runs.
  Runs ratios() const;
};

// Runs the work once and returns the seconds it took.
using TimedRun = std::function<double()>;

// Times the work from an idle queue to an idle queue. On a GPU the work is done `times` times in a
// row and the seconds are divided by that: a launch returns long before its kernel ends.
TimedRun timed(Queue& queue, std::function<void()> work, int times = 1);

// Ours, peer, ours, peer, ...: disturbances of the machine hit both. Two pairs of warm-up runs are
// not counted.
PairedRuns run_alternately(const TimedRun& ours, const TimedRun& peer, int num_pairs);

// Runs our work alone, repeatedly for `budget_s` seconds and at least five times. Two warm-up runs
// are not counted.
Runs run_repeatedly(Queue& queue, const std::function<void()>& work, double budget_s);

}  // namespace cantus::bench
