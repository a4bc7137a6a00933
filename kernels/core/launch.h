#pragma once

#include <cstdint>

#include "kernels/core/error.h"
#include "kernels/core/queue.h"

// Marks the functors of element kernels: callable on both devices.
#if defined(__CUDACC__)
#define CANTUS_BODY __host__ __device__ inline
#else
#define CANTUS_BODY inline
#endif

namespace cantus {

#if defined(__CUDACC__)

constexpr int kBlockThreads = 256;
constexpr std::int64_t kMaxBlocks = 65535;

template <class Body>
__global__ void for_each_kernel(std::int64_t n, Body body) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
  for (std::int64_t i = blockIdx.x * static_cast<std::int64_t>(blockDim.x) + threadIdx.x; i < n;
       i += stride)
    body(i);
}

// Splits a flat index where the body wants row and column.
template <class Body>
struct ByRow {
  std::int64_t num_columns;
  Body body;
  CANTUS_BODY void operator()(std::int64_t i) const { body(i / num_columns, i % num_columns); }
};

// Runs body(i) for every i in [0, n), in no particular order: the launch of every element kernel.
template <class Body>
void for_each(Queue& queue, std::int64_t n, const Body& body) {
  if (n == 0) return;
  const std::int64_t blocks = (n + kBlockThreads - 1) / kBlockThreads;
  const auto grid = static_cast<unsigned>(blocks < kMaxBlocks ? blocks : kMaxBlocks);
  for_each_kernel<<<grid, kBlockThreads, 0, static_cast<cudaStream_t>(queue.stream())>>>(n, body);
  CANTUS_REQUIRE(cudaGetLastError() == cudaSuccess, "an element kernel could not be launched");
}

template <class Body>
void for_each(Queue& queue, std::int64_t num_rows, std::int64_t num_columns, const Body& body) {
  for_each(queue, num_rows * num_columns, ByRow<Body>{num_columns, body});
}

#else

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

#endif

}  // namespace cantus
