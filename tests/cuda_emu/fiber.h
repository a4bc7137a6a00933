#pragma once

#include <boost/context/detail/fcontext.hpp>

#include <cstddef>
#include <memory>
#include <vector>

#include "tests/cuda_emu/sanitizers.h"

namespace cuda_emulator {

// A stack and the place at which its execution resumes.
class Fiber {
 public:
  // Represents the calling thread's own stack.
  Fiber();
  // Allocates a stack. The first switch to it starts `main` there, which must never return.
  Fiber(void (*main)(), std::size_t index);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Resumes `next`; returns when another fiber switches back to this one.
  void switch_to(Fiber& next);

 private:
  static void start(boost::context::detail::transfer_t from);
  void arrive(boost::context::detail::transfer_t from);

  boost::context::detail::fcontext_t context_ = nullptr;
  void (*main_)() = nullptr;
  Fiber* next_ = nullptr;
  char* mapping_ = nullptr;
  // For AddressSanitizer: where the stack is, and its handle of the stack's fake frames.
  const void* bottom_ = nullptr;
  std::size_t bytes_ = 0;
  void* fake_stack_ = nullptr;
  // For ThreadSanitizer: its handle of this fiber.
  void* race_thread_ = nullptr;
};

[[gnu::always_inline]] inline void Fiber::switch_to(Fiber& next) {
  next_ = &next;
  constexpr unsigned kNoEdge = 1;  // a switch orders no memory: only a kernel's own barriers do
  if (thread_sanitizer()) __tsan_switch_to_fiber(next.race_thread_, kNoEdge);
  if (address_sanitizer()) __sanitizer_start_switch_fiber(&fake_stack_, next.bottom_, next.bytes_);
  arrive(boost::context::detail::jump_fcontext(next.context_, this));
}

[[gnu::always_inline]] inline void Fiber::arrive(boost::context::detail::transfer_t from) {
  auto* last = static_cast<Fiber*>(from.data);
  last->context_ = from.fctx;
  if (!address_sanitizer()) return;
  const void* bottom = nullptr;
  std::size_t bytes = 0;
  __sanitizer_finish_switch_fiber(fake_stack_, &bottom, &bytes);
  if (last->bottom_ == nullptr) {  // a thread's own stack becomes known only here
    last->bottom_ = bottom;
    last->bytes_ = bytes;
  }
}

// Keeps stacks from launch to launch, for speed only: nothing in them carries over.
class FiberPool {
 public:
  explicit FiberPool(void (*main)()) : main_(main) {}

  Fiber& take();
  void give_back(Fiber& fiber) { idle_.push_back(&fiber); }
  // The fiber that keeps this number. A pool is used through take() or through at(), never both.
  Fiber& at(std::size_t index);
  // Frees all stacks, including those of threads that have not finished.
  void clear();

 private:
  void (*main_)();
  std::vector<std::unique_ptr<Fiber>> all_;
  std::vector<Fiber*> idle_;
};

}  // namespace cuda_emulator
