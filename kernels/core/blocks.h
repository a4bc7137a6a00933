#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>

#include "kernels/core/queue.h"

// Loops of the cooperative kernels on the CPU.
namespace cantus {

// Runs body(i) for i in [0, n) over the queue's threads: coarse, independent tasks. Of the tasks
// that throw, such as out of memory, the exception of the lowest i is rethrown after the last task.
template <class Body>
void parallel_for(Queue& queue, std::int64_t n, const Body& body) {
  std::exception_ptr failure;
  std::int64_t failed = n;
#pragma omp parallel for schedule(static) num_threads(queue.num_threads()) if (n > 1)
  for (std::int64_t i = 0; i < n; ++i) {
    try {
      body(i);
    } catch (...) {
#pragma omp critical(parallel_for_failure)
      if (i < failed) {
        failed = i;
        failure = std::current_exception();
      }
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

// Scratch of sum_over_blocks, in doubles.
inline std::int64_t block_sums(const Blocks& blocks, std::int64_t num_sums) {
  return (blocks.count + 1) * num_sums;
}

// Sums [num_sums] over all elements in double: add(begin, end, sums) adds those of elements [begin,
// end). They lie at the start of the scratch. The bits depend on the cut alone.
template <class Add>
double* sum_over_blocks(Queue& queue, const Blocks& blocks, std::int64_t num_sums, double* scratch,
                        const Add& add) {
  double* partial = scratch + num_sums;
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    double* sums = partial + block * num_sums;
    std::fill_n(sums, num_sums, 0.0);
    add(blocks.begin(block), blocks.end(block), sums);
  });
  std::fill_n(scratch, num_sums, 0.0);
  for (std::int64_t block = 0; block < blocks.count; ++block)
    for (std::int64_t i = 0; i < num_sums; ++i) scratch[i] += partial[block * num_sums + i];
  return scratch;
}

}  // namespace cantus
