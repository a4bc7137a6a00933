#pragma once

#include <boost/context/detail/fcontext.hpp>

#include <cstddef>
#include <memory>
#include <vector>

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

  void (*main_)() = nullptr;
  boost::context::detail::fcontext_t context_ = nullptr;
  Fiber* next_ = nullptr;
  char* mapping_ = nullptr;
  // For AddressSanitizer: where the stack is, and its place for what must outlive a frame.
  const void* bottom_ = nullptr;
  std::size_t bytes_ = 0;
  void* fake_stack_ = nullptr;
  // For ThreadSanitizer: the thread that this is.
  void* race_thread_ = nullptr;
};

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
