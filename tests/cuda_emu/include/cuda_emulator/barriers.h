#pragma once

#include <cuda_emulator/site.h>

namespace cuda_emulator {

enum class Vote { kNone, kCount, kAnd, kOr };

// Waits until every thread of the block that has not returned is here. Returns the vote's result.
int block_barrier(Vote vote, bool predicate, Site site);

// Orders the memory of this thread before its next atomic operation.
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
