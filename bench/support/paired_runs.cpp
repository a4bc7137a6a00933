#include "bench/support/paired_runs.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cantus::bench {

double Runs::median() const {
  auto sorted = seconds;
  std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
  return sorted[sorted.size() / 2];
}

double Runs::min() const { return *std::min_element(seconds.begin(), seconds.end()); }
double Runs::max() const { return *std::max_element(seconds.begin(), seconds.end()); }

Runs PairedRuns::ratios() const {
  Runs ratios;
  for (std::size_t i = 0; i < ours.seconds.size(); ++i)
    ratios.seconds.push_back(peer.seconds[i] / ours.seconds[i]);
  return ratios;
}

TimedRun timed(Queue& queue, std::function<void()> work, int times) {
  return [&queue, work = std::move(work), times] {
    queue.synchronize();
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < times; ++i) work();
    queue.synchronize();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / times;
  };
}

PairedRuns run_alternately(const TimedRun& ours, const TimedRun& peer, int num_pairs) {
  PairedRuns runs;
  for (int pair = -2; pair < num_pairs; ++pair) {
    const double our_seconds = ours();
    const double peer_seconds = peer();
    if (pair < 0) continue;
    runs.ours.seconds.push_back(our_seconds);
    runs.peer.seconds.push_back(peer_seconds);
  }
  return runs;
}

Runs run_repeatedly(Queue& queue, const std::function<void()>& work, double budget_s) {
  constexpr std::size_t kMinRuns = 5;
  constexpr std::size_t kMaxRuns = 1000;
  const int times = queue.memory().is_host() ? 1 : 20;
  const TimedRun run = timed(queue, work, times);
  run();
  run();
  Runs runs;
  double total = 0;
  while (runs.seconds.size() < kMinRuns || (total < budget_s && runs.seconds.size() < kMaxRuns)) {
    runs.seconds.push_back(run());
    total += runs.seconds.back() * times;
  }
  return runs;
}

}  // namespace cantus::bench
