#include "tests/cuda_emu/multiprocessor.h"
#include "tests/cuda_emu/sanitizers.h"

namespace cuda_emulator {

// Inlined, like wait() and switch_to(): the processor mispredicts every return on a stack that it
// was switched to.
[[gnu::always_inline]] inline int Multiprocessor::barrier(Vote vote, bool predicate, Site site) {
  Lane& me = *running_;
  me.state = LaneState::kAtBarrier;
  me.site = site;
  if (num_waiting_ == 0) {
    first_waiting_ = &me;
    vote_ = vote;
    num_true_ = 0;
  } else if (!(first_waiting_->site == site) || vote_ != vote) {
    // The first thread's barrier waits for this thread, which cannot reach it.
    fault("divergent __syncthreads: " + place_of(*first_waiting_) + ", " + place_of(me));
  }
  ++num_waiting_;
  num_true_ += predicate;
  // A thread can be at most one barrier ahead of another, so two alternating tokens suffice.
  char& token = edges_->barriers[num_barriers_ % 2];
  release(token);
  release_barrier_when_all_are_here();
  wait();
  acquire(token);
  return barrier_result_;
}

void Multiprocessor::release_barrier_when_all_are_here() {
  if (num_waiting_ == 0 || num_waiting_ + num_returned_ != num_threads_) return;
  barrier_result_ = vote_ == Vote::kCount ? static_cast<int>(num_true_)
                    : vote_ == Vote::kAnd ? num_true_ == num_waiting_
                                          : num_true_ != 0;
  num_waiting_ = 0;
  ++num_barriers_;
  order_.push(ready_, 0, num_threads_,
              [this](unsigned i) { return lanes_[i].state == LaneState::kAtBarrier; });
}

void Multiprocessor::fence() {
  release(space_.fence);
  acquire(space_.fence);
}

int block_barrier(Vote vote, bool predicate, Site site) {
  return Multiprocessor::current().barrier(vote, predicate, site);
}

void memory_fence() { Multiprocessor::current().fence(); }

}  // namespace cuda_emulator
