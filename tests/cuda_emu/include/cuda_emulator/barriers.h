#pragma once

#include <cuda_emulator/site.h>

namespace cuda_emulator {

enum class Vote { kNone, kCount, kAnd, kOr };

// Waits until all threads of the block that have not returned arrive; returns the vote's result.
int block_barrier(Vote vote, bool predicate, Site site);

// Orders this thread's memory accesses before its next atomic operation.
void memory_fence();

}  // namespace cuda_emulator

inline void __syncthreads(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  cuda_emulator::block_barrier(cuda_emulator::Vote::kNone, false, {file, line});
}

inline int __syncthreads_count(int predicate, const char* file = __builtin_FILE(),
                               int line = __builtin_LINE()) {
  return cuda_emulator::block_barrier(cuda_emulator::Vote::kCount, predicate != 0, {file, line});
}

inline int __syncthreads_and(int predicate, const char* file = __builtin_FILE(),
                             int line = __builtin_LINE()) {
  return cuda_emulator::block_barrier(cuda_emulator::Vote::kAnd, predicate != 0, {file, line});
}

inline int __syncthreads_or(int predicate, const char* file = __builtin_FILE(),
                            int line = __builtin_LINE()) {
  return cuda_emulator::block_barrier(cuda_emulator::Vote::kOr, predicate != 0, {file, line});
}

inline void __threadfence() { cuda_emulator::memory_fence(); }
inline void __threadfence_block() { cuda_emulator::memory_fence(); }
inline void __threadfence_system() { cuda_emulator::memory_fence(); }
