#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

namespace fake_cuda {

// Work that a stream was given and has not done: with CANTUS_EMULATED_STREAMS=late nothing runs
// before something waits for it, so that whoever reads too early, or writes where a copy still has
// to read, gets wrong numbers every time.
class LateWork {
 public:
  void give(std::function<void()> work);
  // How much was given so far: the place of an event.
  std::uint64_t num_given() const { return num_given_; }
  bool is_done(std::uint64_t place) const { return num_done_ >= place; }
  // Runs what was given up to that place, in its order. Lets through what the work throws.
  void run_until(std::uint64_t place);
  void run() { run_until(num_given_); }

 private:
  std::deque<std::function<void()>> pending_;
  std::uint64_t num_given_ = 0;
  std::uint64_t num_done_ = 0;
};

// Of a new stream: null where its work is to run as it is given.
std::shared_ptr<LateWork> make_late_work();

// Runs what all streams have left.
void run_all_late_work();

}  // namespace fake_cuda
