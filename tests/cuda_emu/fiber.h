#pragma once

#include <boost/context/detail/fcontext.hpp>

#include <cstddef>
#include <memory>
#include <vector>

#include "tests/cuda_emu/sanitizers.h"

namespace cuda_emulator {

// A stack and the place where its work goes on.
class Fiber {
 public:
  // Stands for the calling thread's own stack.
  Fiber();
  // A stack of its own, on which `main`, which never returns, starts at the first switch.
  Fiber(void (*main)(), std::size_t index);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Goes on in `next`; returns when somebody switches back here.
  void switch_to(Fiber& next);

 private:
  static void start(boost::context::detail::transfer_t from);
  void arrive(boost::context::detail::transfer_t from);

  boost::context::detail::fcontext_t context_ = nullptr;
  void (*main_)() = nullptr;
  Fiber* next_ = nullptr;
  char* mapping_ = nullptr;
  // For AddressSanitizer: where the stack is, and its place for what must outlive a frame.
  const void* bottom_ = nullptr;
  std::size_t bytes_ = 0;
  void* fake_stack_ = nullptr;
  // For ThreadSanitizer: the thread that this is.
  void* race_thread_ = nullptr;
};

[[gnu::always_inline]] inline void Fiber::switch_to(Fiber& next) {
  next_ = &next;
  constexpr unsigned kNoEdge = 1;  // a switch orders nothing: only a kernel's own barriers do
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
  if (last->bottom_ == nullptr) {  // the thread's own stack is known only from here
    last->bottom_ = bottom;
    last->bytes_ = bytes;
  }
}

// Stacks are kept from launch to launch: they are work space, and carry nothing over.
class FiberPool {
 public:
  explicit FiberPool(void (*main)()) : main_(main) {}

  Fiber& take();
  void give_back(Fiber& fiber) { idle_.push_back(&fiber); }
  // The fiber that has this number for good. A pool is used through take() or through at().
  Fiber& at(std::size_t index);
  // Forgets all stacks, and the threads that were left on them half-way.
  void clear();

 private:
  void (*main_)();
  std::vector<std::unique_ptr<Fiber>> all_;
  std::vector<Fiber*> idle_;
};

}  // namespace cuda_emulator
