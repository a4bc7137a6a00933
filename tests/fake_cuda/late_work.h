#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

namespace fake_cuda {

// Work that a stream was given and has not done yet. With CANTUS_EMULATED_STREAMS=late nothing runs
// before something waits for it, so that code which reads too early, or overwrites what a copy
// still has to read, gets wrong numbers every time.
class LateWork {
 public:
  void give(std::function<void()> work);
  // How many pieces of work were given so far: the place that an event marks.
  std::uint64_t num_given() const { return num_given_; }
  bool is_done(std::uint64_t place) const { return num_done_ >= place; }
  // Runs the work given up to that place, in order. Exceptions of the work pass through.
  void run_until(std::uint64_t place);
  void run() { run_until(num_given_); }

 private:
  std::deque<std::function<void()>> pending_;
  std::uint64_t num_given_ = 0;
  std::uint64_t num_done_ = 0;
};

// For a new stream; null if its work is to run as soon as it is given.
std::shared_ptr<LateWork> make_late_work();

// Runs the remaining work of all streams.
void run_all_late_work();

}  // namespace fake_cuda
