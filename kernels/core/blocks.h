#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>

#include "kernels/core/queue.h"

// Loops of the cooperative kernels on the CPU.
namespace cantus {

// Runs body(i) for i in [0, n) over the queue's threads: coarse, independent tasks. What one of
// them throws, such as for want of memory, is thrown behind the last.
template <class Body>
void parallel_for(Queue& queue, std::int64_t n, const Body& body) {
  std::exception_ptr failure;
#pragma omp parallel for schedule(static) num_threads(queue.num_threads()) if (n > 1)
  for (std::int64_t i = 0; i < n; ++i) {
    try {
      body(i);
    } catch (...) {
#pragma omp critical(parallel_for_failure)
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

// How a reduction over n elements is cut. The cut depends on n alone, never on the number of
// threads, so that a sum has the same bits on one core and on many.
struct Blocks {
  static constexpr std::int64_t kMaxBlocks = 64;

  explicit Blocks(std::int64_t num_elements, std::int64_t min_block = 256)
      : n(num_elements), count(std::clamp<std::int64_t>(num_elements / min_block, 1, kMaxBlocks)) {}

  std::int64_t begin(std::int64_t block) const { return n * block / count; }
  std::int64_t end(std::int64_t block) const { return n * (block + 1) / count; }

  std::int64_t n;
  std::int64_t count;
};

}  // namespace cantus
