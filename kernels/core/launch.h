#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

// Marks the functors of element kernels: callable on both devices.
#if defined(__CUDACC__)
#define CANTUS_BODY __host__ __device__ inline
#else
#define CANTUS_BODY inline
#endif

namespace cantus {

// Runs body(i) for every i in [0, n), in no particular order: the launch of every element kernel.
// g++ compiles it into vectorised loops over the queue's threads. The bodies must be independent of
// one another.
template <class Body>
void for_each(Queue& queue, std::int64_t n, const Body& body) {
  // A copy on each thread's stack: the compiler then knows that no store changes the body's fields.
  const Body local = body;
#pragma omp parallel for simd schedule(static) num_threads(queue.num_threads()) \
    firstprivate(local) if (n > 4096)
  for (std::int64_t i = 0; i < n; ++i) local(i);
}

// The same over a matrix: body(row, column), columns innermost, so that no body divides to find its
// place.
template <class Body>
void for_each(Queue& queue, std::int64_t num_rows, std::int64_t num_columns, const Body& body) {
  const Body local = body;
#pragma omp parallel for schedule(static) num_threads(queue.num_threads()) \
    firstprivate(local) if (num_rows * num_columns > 4096)
  for (std::int64_t row = 0; row < num_rows; ++row) {
#pragma omp simd
    for (std::int64_t column = 0; column < num_columns; ++column) local(row, column);
  }
}

}  // namespace cantus
