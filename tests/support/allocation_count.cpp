#include "tests/support/allocation_count.h"

#include <dlfcn.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>

// AddressSanitizer and ThreadSanitizer replace the allocator themselves, so nothing can be counted
// under them.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// Replaces the C library's allocator in this program and notes the caller's module. operator new is
// replaced too, so that its caller is counted instead of libstdc++.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

namespace {

std::atomic<bool> counting{false};
std::atomic<std::int64_t> own{0};
std::atomic<std::int64_t> libraries{0};

void note(const void* caller) {
  if (!counting.load(std::memory_order_relaxed)) return;
  static void* const program = [] {
    Dl_info info{};
    dladdr(reinterpret_cast<const void*>(&note), &info);
    return info.dli_fbase;
  }();
  Dl_info info{};
  const bool mine = dladdr(caller, &info) != 0 && info.dli_fbase == program;
  (mine ? own : libraries).fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

extern "C" {
void* malloc(std::size_t n) {
  note(__builtin_return_address(0));
  return __libc_malloc(n);
}
void* calloc(std::size_t n, std::size_t size) {
  note(__builtin_return_address(0));
  return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t n) {
  note(__builtin_return_address(0));
  return __libc_realloc(p, n);
}
void* aligned_alloc(std::size_t alignment, std::size_t n) {
  note(__builtin_return_address(0));
  return __libc_memalign(alignment, n);
}
int posix_memalign(void** p, std::size_t alignment, std::size_t n) {
  note(__builtin_return_address(0));
  *p = __libc_memalign(alignment, n);
  return *p == nullptr ? ENOMEM : 0;
}
void free(void* p) { __libc_free(p); }
}

void* operator new(std::size_t n) {
  note(__builtin_return_address(0));
  if (void* p = __libc_malloc(n)) return p;
  throw std::bad_alloc();
}
void* operator new[](std::size_t n) {
  note(__builtin_return_address(0));
  if (void* p = __libc_malloc(n)) return p;
  throw std::bad_alloc();
}
void operator delete(void* p) noexcept { __libc_free(p); }
void operator delete[](void* p) noexcept { __libc_free(p); }
void operator delete(void* p, std::size_t) noexcept { __libc_free(p); }
void operator delete[](void* p, std::size_t) noexcept { __libc_free(p); }

namespace cantus::testing {

bool can_count_allocations() { return true; }

void start_counting_allocations() {
  own = 0;
  libraries = 0;
  counting = true;
}

AllocationCount stop_counting_allocations() {
  counting = false;
  return {own, libraries};
}

}  // namespace cantus::testing

#else

namespace cantus::testing {

bool can_count_allocations() { return false; }
void start_counting_allocations() {}
AllocationCount stop_counting_allocations() { return {}; }

}  // namespace cantus::testing

#endif
