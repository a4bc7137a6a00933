#include "tests/cuda_emu/multiprocessor.h"

#include <cuda_emulator/thread_indices.h>

#include "tests/cuda_emu/sanitizers.h"

__thread uint3 threadIdx;
__thread uint3 blockIdx;
__thread dim3 blockDim;
__thread dim3 gridDim;

namespace cuda_emulator {

__thread Multiprocessor* Multiprocessor::current_ = nullptr;

namespace {

// In a launch of at most this many threads, a race detector sees each as a thread of its own and
// also finds races between blocks. It has no room for many more: larger grids run block by block.
constexpr std::uint64_t kMaxRaceThreads = 1024;

std::uint64_t num_blocks(const Launch& launch) {
  return std::uint64_t{launch.grid.x} * launch.grid.y * launch.grid.z;
}

}  // namespace

void run(const Launch& launch) { Multiprocessor(launch, LaneOrder::chosen()).run(); }

void Multiprocessor::fault_no_kernel() { throw Fault("a device function was called by the host"); }

WorkSpace& Multiprocessor::work_space() {
  static thread_local WorkSpace space(run_lanes);
  return space;
}

Multiprocessor::Multiprocessor(const Launch& launch, LaneOrder order)
    : launch_(launch),
      order_(order),
      num_threads_(launch.block.x * launch.block.y * launch.block.z),
      lanes_(num_threads_),
      warps_((num_threads_ + kWarp - 1) / kWarp),
      space_(work_space()),
      race_between_blocks_(num_blocks(launch) * num_threads_ <= kMaxRaceThreads) {
  // Nothing may reallocate while threads run: a race detector does not know that they take turns.
  ready_.reserve(num_threads_);
  for (Warp& warp : warps_) warp.meetings.reserve(kWarp);
  const unsigned columns = launch.block.x, rows = launch.block.y;
  for (unsigned i = 0; i < num_threads_; ++i)
    lanes_[i].index = {i % columns, i / columns % rows, i / (columns * rows)};
}

void Multiprocessor::run() {
  if (current_ != nullptr) throw Fault("a kernel cannot launch another one under emulation");
  struct Guard {
    ~Guard() { current_ = nullptr; }
  } guard;
  current_ = this;
  gridDim = launch_.grid;
  blockDim = launch_.block;
  try {
    for (const std::uint64_t number : order_.blocks(num_blocks(launch_))) run_block(number);
    acquire(space_.end);
  } catch (...) {
    acquire(space_.end);
    space_.fibers.clear();  // some still hold threads that wait for ever
    throw;
  }
}

void Multiprocessor::start_block(std::uint64_t number) {
  const std::uint64_t slot = thread_sanitizer() && race_between_blocks_ ? number : 0;
  while (space_.shared.size() <= slot) {
    space_.shared.push_back(std::make_unique<SharedMemory>());
    space_.edges.push_back(std::make_unique<Edges>());
  }
  shared_ = space_.shared[slot].get();
  edges_ = space_.edges[slot].get();
  shared_->start_block(launch_.shared_bytes, launch_.most_shared_bytes);

  for (unsigned i = 0; i < num_threads_; ++i) {
    lanes_[i].state = LaneState::kReady;
    lanes_[i].fiber = thread_sanitizer() ? &space_.fibers.at(slot * num_threads_ + i) : nullptr;
  }
  for (Warp& warp : warps_) warp.returned = 0;
  if (num_threads_ % kWarp != 0) warps_.back().returned = ~0u << num_threads_ % kWarp;
  num_waiting_ = num_returned_ = 0;
  order_.push(ready_, 0, num_threads_, [](unsigned) { return true; });
  const dim3& grid = launch_.grid;
  block_ = {static_cast<unsigned>(number % grid.x), static_cast<unsigned>(number / grid.x % grid.y),
            static_cast<unsigned>(number / grid.x / grid.y)};
  blockIdx = block_;
}

void Multiprocessor::run_block(std::uint64_t number) {
  start_block(number);
  release(space_.begin);
  Lane* lane = next_ready();
  resume(*lane);
  host_.switch_to(*lane->fiber);
  // Control is back: every thread has returned, or none can go on.
  if (failure_) std::rethrow_exception(failure_);
  if (num_returned_ != num_threads_) fault_deadlock();
  if (const char* name = shared_->written_beside())
    fault("memory beside the shared array " + std::string(name) + " was written");
  if (!race_between_blocks_) acquire(space_.end);
}

void* Multiprocessor::shared_array(const void* site, const char* name, std::size_t bytes,
                                   std::size_t alignment) {
  void* memory = shared_->array(site, name, bytes, alignment);
  if (memory == nullptr)
    fault("the shared array " + std::string(name) + " of " + std::to_string(bytes) +
          " bytes does not fit: a block has 48 kB, dynamic shared memory included, or 227 kB where "
          "that alone is more than 48");
  return memory;
}

void Multiprocessor::lane_returned(Lane& lane) {
  lane.state = LaneState::kReturned;
  ++num_returned_;
  leave_warp(lane);
  release_barrier_when_all_are_here();
}

// The endless loop of every fiber. current() is another multiprocessor whenever a switch has led
// from a finished launch to the next.
void Multiprocessor::run_lanes() {
  for (;;) {
    Multiprocessor& self = current();
    Lane& lane = *self.running_;
    Fiber& fiber = *lane.fiber;
    try {
      acquire(self.space_.begin);
      self.launch_.thread();
      self.lane_returned(lane);
    } catch (...) {
      self.failure_ = std::current_exception();
    }
    release(self.space_.end);
    Lane* next = self.failure_ ? nullptr : self.next_ready();
    if (!thread_sanitizer() && !self.failure_) {
      lane.fiber = nullptr;
      if (next != nullptr && next->fiber == nullptr) {
        next->fiber = &fiber;  // starts on this very stack, without a switch
        self.resume(*next);
        continue;
      }
      self.space_.fibers.give_back(fiber);
    }
    if (next != nullptr) self.resume(*next);
    fiber.switch_to(next == nullptr ? self.host_ : *next->fiber);
  }
}

void* shared_array(const void* site, const char* name, std::size_t bytes, std::size_t alignment) {
  return Multiprocessor::current().shared_array(site, name, bytes, alignment);
}

void* dynamic_shared_memory() { return Multiprocessor::current().dynamic_shared_memory(); }

}  // namespace cuda_emulator
