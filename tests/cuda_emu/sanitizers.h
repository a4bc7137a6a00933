#pragma once

#include <cstddef>

// Tells sanitizers about fibers and about memory that changes its meaning. The emulator's runtime
// is compiled without sanitizers and calls them through weak symbols, so that one object serves
// every build.
#define CUDA_EMULATOR_WEAK __attribute__((weak))
extern "C" {
CUDA_EMULATOR_WEAK void __asan_poison_memory_region(const volatile void* at, std::size_t bytes);
CUDA_EMULATOR_WEAK void __asan_unpoison_memory_region(const volatile void* at, std::size_t bytes);
CUDA_EMULATOR_WEAK void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom,
                                                       std::size_t bytes);
CUDA_EMULATOR_WEAK void __sanitizer_finish_switch_fiber(void* fake_stack, const void** old_bottom,
                                                        std::size_t* old_bytes);
CUDA_EMULATOR_WEAK void* __tsan_get_current_fiber();
CUDA_EMULATOR_WEAK void* __tsan_create_fiber(unsigned flags);
CUDA_EMULATOR_WEAK void __tsan_destroy_fiber(void* fiber);
CUDA_EMULATOR_WEAK void __tsan_switch_to_fiber(void* fiber, unsigned flags);
CUDA_EMULATOR_WEAK void __tsan_acquire(void* token);
CUDA_EMULATOR_WEAK void __tsan_release(void* token);
}
#undef CUDA_EMULATOR_WEAK

namespace cuda_emulator {

inline bool address_sanitizer() { return __asan_poison_memory_region != nullptr; }
inline bool thread_sanitizer() { return __tsan_create_fiber != nullptr; }

inline void poison(const void* at, std::size_t bytes) {
  if (address_sanitizer()) __asan_poison_memory_region(at, bytes);
}

inline void unpoison(const void* at, std::size_t bytes) {
  if (address_sanitizer()) __asan_unpoison_memory_region(at, bytes);
}

// Everything before a release of a token happens before everything after its acquire. These are the
// only edges that a race detector sees between two threads of a kernel.
inline void release(char& token) {
  if (thread_sanitizer()) __tsan_release(&token);
}

inline void acquire(char& token) {
  if (thread_sanitizer()) __tsan_acquire(&token);
}

}  // namespace cuda_emulator
