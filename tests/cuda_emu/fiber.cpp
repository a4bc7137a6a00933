#include "tests/cuda_emu/fiber.h"

#include <sys/mman.h>

#include <new>

#include "tests/cuda_emu/sanitizers.h"

namespace cuda_emulator {
namespace {

namespace context = boost::context::detail;

constexpr std::size_t kPage = 4096;
constexpr std::size_t kStackBytes = 256 * 1024;  // only touched pages cost memory

// Stacks that start at equal offsets would fight for the same lines of the cache.
std::size_t shift_of(std::size_t index) { return index % 63 * 192; }

char* map_stack() {
  void* memory = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  mprotect(memory, kPage, PROT_NONE);  // a kernel that overflows its stack dies here
  return static_cast<char*>(memory);
}

}  // namespace

Fiber::Fiber() {
  if (thread_sanitizer()) race_thread_ = __tsan_get_current_fiber();
}

Fiber::Fiber(void (*main)(), std::size_t index) : main_(main), mapping_(map_stack()) {
  bottom_ = mapping_ + kPage;
  bytes_ = kStackBytes - kPage - shift_of(index);
  context_ = context::make_fcontext(mapping_ + kPage + bytes_, bytes_, start);
  if (thread_sanitizer()) race_thread_ = __tsan_create_fiber(0);
}

Fiber::~Fiber() {
  if (mapping_ == nullptr) return;
  if (thread_sanitizer()) __tsan_destroy_fiber(race_thread_);
  unpoison(bottom_, bytes_);
  munmap(mapping_, kStackBytes);
}

void Fiber::switch_to(Fiber& next) {
  next_ = &next;
  constexpr unsigned kNoEdge = 1;  // a switch orders nothing: only a kernel's own barriers do
  if (thread_sanitizer()) __tsan_switch_to_fiber(next.race_thread_, kNoEdge);
  if (address_sanitizer()) __sanitizer_start_switch_fiber(&fake_stack_, next.bottom_, next.bytes_);
  arrive(context::jump_fcontext(next.context_, this));
}

void Fiber::arrive(context::transfer_t from) {
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

void Fiber::start(context::transfer_t from) {
  Fiber& me = *static_cast<Fiber*>(from.data)->next_;
  me.arrive(from);
  me.main_();
}

Fiber& FiberPool::take() {
  if (idle_.empty()) {
    all_.push_back(std::make_unique<Fiber>(main_, all_.size()));
    return *all_.back();
  }
  Fiber& fiber = *idle_.back();
  idle_.pop_back();
  return fiber;
}

Fiber& FiberPool::at(std::size_t index) {
  while (all_.size() <= index) all_.push_back(std::make_unique<Fiber>(main_, all_.size()));
  return *all_[index];
}

void FiberPool::clear() {
  idle_.clear();
  all_.clear();
}

}  // namespace cuda_emulator
