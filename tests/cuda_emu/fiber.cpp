#include "tests/cuda_emu/fiber.h"

#include <sys/mman.h>

#include <new>

#include "tests/cuda_emu/sanitizers.h"

namespace cuda_emulator {
namespace {

namespace context = boost::context::detail;

constexpr std::size_t kPage = 4096;
constexpr std::size_t kStackBytes = 256 * 1024;  // only touched pages cost memory

// Staggers the stacks: at equal offsets they would compete for the same lines of the cache.
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
