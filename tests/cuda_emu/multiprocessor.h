#pragma once

#include <cuda_emulator/barriers.h>
#include <cuda_emulator/launch.h>
#include <cuda_emulator/thread_indices.h>
#include <cuda_emulator/warp.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "tests/cuda_emu/fiber.h"
#include "tests/cuda_emu/lane_order.h"
#include "tests/cuda_emu/sanitizers.h"
#include "tests/cuda_emu/shared_memory.h"

namespace cuda_emulator {

enum class LaneState : std::uint8_t { kReady, kAtBarrier, kInWarp, kReturned };

// One CUDA thread.
struct Lane {
  LaneState state = LaneState::kReady;
  Fiber* fiber = nullptr;  // null until it runs, and after it returned
  uint3 index{};
  Site site{};  // where it waits
  // The warp operation it waits in:
  WarpOperation operation{};
  unsigned mask = 0;
  int operand = 0, width = 32;
  Word word;  // the operand, then the result
};

// A warp operation that waits for some of its threads.
struct Meeting {
  unsigned mask, arrived;
  Lane* first;
  unsigned token;
};

struct Warp {
  unsigned returned = 0;  // lanes that do not exist count as returned
  unsigned num_syncs = 0;
  std::vector<Meeting> meetings;
};

// Tokens for the edges between a block's threads, for a race detector.
struct Edges {
  static constexpr unsigned kSyncs = 8;
  char barriers[2];
  char warps[32][kSyncs];
};

// The memory in which a thread of the process runs its launches, kept from one to the next.
struct WorkSpace {
  explicit WorkSpace(void (*main)()) : fibers(main) {}
  FiberPool fibers;
  std::vector<std::unique_ptr<SharedMemory>> shared;
  std::vector<std::unique_ptr<Edges>> edges;
  char begin = 0, end = 0, fence = 0;  // tokens: host and threads, __threadfence
};

// Runs the blocks of one launch, one after another. A thread runs until it waits or returns, then
// hands over to the next that can run; threads that never wait share one stack without a switch.
class Multiprocessor {
 public:
  Multiprocessor(const Launch& launch, LaneOrder order);

  void run();
  // The multiprocessor that runs the calling kernel. Throws Fault outside of kernels.
  static Multiprocessor& current() {
    if (current_ == nullptr) fault_no_kernel();
    return *current_;
  }

  // For the running lane:
  int barrier(Vote vote, bool predicate, Site site);
  Word warp_operation(WarpOperation operation, unsigned mask, Word word, int operand, int width,
                      Site site);
  unsigned active_mask() const;
  void fence();
  void* shared_array(const void* site, const char* name, std::size_t bytes, std::size_t alignment);
  void* dynamic_shared_memory() const { return shared_->dynamic(); }

 private:
  static constexpr unsigned kWarp = 32;

  // multiprocessor.cpp
  static WorkSpace& work_space();
  static void run_lanes();
  void run_block(std::uint64_t number);
  void start_block(std::uint64_t number);
  void resume(Lane& lane);
  void wait();
  void lane_returned(Lane& lane);
  Lane* next_ready();
  unsigned number_of(const Lane& lane) const { return static_cast<unsigned>(&lane - &lanes_[0]); }

  // barrier.cpp
  void release_barrier_when_all_are_here();

  // warp.cpp
  Meeting& join_meeting(Warp& warp);
  void check_mask(const Warp& warp) const;
  void close_meeting_when_all_are_here(Warp& warp, unsigned first_lane, Meeting& meeting);
  void exchange(unsigned first_lane, unsigned mask);
  void leave_warp(Lane& lane);

  // faults.cpp
  [[noreturn]] static void fault_no_kernel();
  [[noreturn]] void fault(const std::string& what) const;
  [[noreturn]] void fault_deadlock() const;
  std::string name_of(const Lane& lane) const;
  std::string place_of(const Lane& lane) const;

  static __thread Multiprocessor* current_ __attribute__((tls_model("initial-exec")));

  const Launch& launch_;
  LaneOrder order_;
  unsigned num_threads_;
  std::vector<Lane> lanes_;
  std::vector<Warp> warps_;
  std::vector<std::uint16_t> ready_;  // a stack: the last one runs next
  Fiber host_;
  Lane* running_ = nullptr;
  std::exception_ptr failure_;

  WorkSpace& space_;
  uint3 block_{};
  SharedMemory* shared_ = nullptr;
  Edges* edges_ = nullptr;
  bool race_between_blocks_;

  // The block's barrier.
  Lane* first_waiting_ = nullptr;
  Vote vote_ = Vote::kNone;
  unsigned num_waiting_ = 0, num_returned_ = 0, num_true_ = 0, num_barriers_ = 0;
  int barrier_result_ = 0;
};

inline Lane* Multiprocessor::next_ready() {
  return ready_.empty() ? nullptr : &lanes_[order_.pop(ready_)];
}

inline void Multiprocessor::resume(Lane& lane) {
  if (lane.fiber == nullptr) lane.fiber = &space_.fibers.take();
  lane.state = LaneState::kReady;
  running_ = &lane;
  threadIdx = lane.index;
}

[[gnu::always_inline]] inline void Multiprocessor::wait() {
  Lane& me = *running_;
  Lane* next = next_ready();
  if (next != nullptr) resume(*next);
  release(space_.end);  // a fault may end the launch: then the thread came no further
  if (next != &me) me.fiber->switch_to(next == nullptr ? host_ : *next->fiber);
}

}  // namespace cuda_emulator
