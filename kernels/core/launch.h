#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/queue.h"

#if defined(CANTUS_MODULE)
#include "kernels/core/gpu.h"
#endif

// An element kernel is a body and one of two launches: over n elements, or over a matrix, columns
// innermost, which spares the body a division to find its row. If a body has `place(row)`, that is
// evaluated once per row and passed to the body instead of the row. Calls of a body are independent
// of each other. Bodies are copied as bytes and stand in a named namespace: on a GPU queue, the
// launch finds its kernel in the module by the body's name.

namespace cantus {

template <class Body>
using LaunchOver = void(Queue&, std::int64_t n, const Body&);
template <class Body>
using LaunchOverRows = void(Queue&, std::int64_t num_rows, std::int64_t num_columns, const Body&);

// What is passed to a body as its row.
template <class Body>
CANTUS_BODY auto place_of(const Body& body, std::int64_t row, int) -> decltype(body.place(row)) {
  return body.place(row);
}
template <class Body>
CANTUS_BODY std::int64_t place_of(const Body&, std::int64_t row, long) {
  return row;
}

#if defined(CANTUS_MODULE)

namespace gpu {

constexpr int kBlockThreads = 256;
constexpr std::int64_t kMaxBlocks = 32 * kMultiprocessors;  // the threads stride over the rest

inline unsigned num_blocks(std::int64_t work, std::int64_t per_block) {
  const std::int64_t blocks = (work + per_block - 1) / per_block;
  return static_cast<unsigned>(blocks < kMaxBlocks ? blocks : kMaxBlocks);
}

template <class Body>
__global__ void __launch_bounds__(kBlockThreads) over_kernel(std::int64_t n, Body body) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
  for (std::int64_t i = blockIdx.x * static_cast<std::int64_t>(blockDim.x) + threadIdx.x; i < n;
       i += stride)
    body(i);
}

template <class Body>
void launch_over(Queue& queue, std::int64_t n, const Body& body) {
  if (n > 0)
    launch(over_kernel<Body>, dim3(num_blocks(n, kBlockThreads)), dim3(kBlockThreads), 0,
           queue.stream(), n, body);
}

// A block is as wide as the matrix, up to the number of its threads, and as high as they allow, so
// that neighbouring threads access neighbouring memory whatever the number of columns. Where rows
// are few and long, several blocks share a row.
template <class Body>
__global__ void __launch_bounds__(kBlockThreads)
    over_rows_kernel(std::int64_t num_rows, std::int64_t num_columns, Body body) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * blockDim.y;
  const unsigned column_stride = gridDim.y * blockDim.x;
  const unsigned first_column = blockIdx.y * blockDim.x + threadIdx.x;
  for (std::int64_t row = blockIdx.x * static_cast<std::int64_t>(blockDim.y) + threadIdx.y;
       row < num_rows; row += stride) {
    const auto place = place_of(body, row, 0);
    for (std::int64_t column = first_column; column < num_columns; column += column_stride)
      body(place, column);
  }
}

template <class Body>
void launch_over_rows(Queue& queue, std::int64_t num_rows, std::int64_t num_columns,
                      const Body& body) {
  if (num_rows <= 0 || num_columns <= 0) return;
  int width = 1;
  while (width < num_columns && width < kBlockThreads) width *= 2;
  const int height = kBlockThreads / width;
  const unsigned row_blocks = num_blocks(num_rows, height);
  const unsigned column_blocks =
      std::min(num_blocks(num_columns, width), std::max(1u, unsigned{kMaxBlocks} / row_blocks));
  launch(over_rows_kernel<Body>, dim3(row_blocks, column_blocks), dim3(width, height), 0,
         queue.stream(), num_rows, num_columns, body);
}

// Entered for every body that a launch of the module names.
template <class Body>
struct BodyKernels {
  static const DeviceKernel over;
  static const DeviceKernel over_rows;
};
template <class Body>
const DeviceKernel BodyKernels<Body>::over{typeid(Body).name(), launch_over<Body>};
template <class Body>
const DeviceKernel BodyKernels<Body>::over_rows{typeid(Body).name(), launch_over_rows<Body>};

}  // namespace gpu

template <class Body>
void for_each(Queue& queue, std::int64_t n, const Body& body) {
  static_cast<void>(&gpu::BodyKernels<Body>::over);
  gpu::launch_over(queue, n, body);
}

template <class Body>
void for_each(Queue& queue, std::int64_t num_rows, std::int64_t num_columns, const Body& body) {
  static_cast<void>(&gpu::BodyKernels<Body>::over_rows);
  gpu::launch_over_rows(queue, num_rows, num_columns, body);
}

#else

// Runs body(i) for every i in [0, n), in no particular order. g++ compiles it into vectorised loops
// over the queue's threads.
template <class Body>
void for_each(Queue& queue, std::int64_t n, const Body& body) {
  LaunchOver<Body>* contract = nullptr;
  if (const auto run = device_kernel(queue, typeid(Body).name(), contract))
    return run(queue, n, body);
  // A copy on each thread's stack: the compiler then knows that no store changes the body's fields.
  const Body local = body;
#pragma omp parallel for simd schedule(static) num_threads(queue.num_threads()) \
    firstprivate(local) if (n > 4096)
  for (std::int64_t i = 0; i < n; ++i) local(i);
}

// Runs body(row, column) over a matrix.
template <class Body>
void for_each(Queue& queue, std::int64_t num_rows, std::int64_t num_columns, const Body& body) {
  LaunchOverRows<Body>* contract = nullptr;
  if (const auto run = device_kernel(queue, typeid(Body).name(), contract))
    return run(queue, num_rows, num_columns, body);
  const Body local = body;
#pragma omp parallel for schedule(static) num_threads(queue.num_threads()) \
    firstprivate(local) if (num_rows * num_columns > 4096)
  for (std::int64_t row = 0; row < num_rows; ++row) {
    const auto place = place_of(local, row, 0);
#pragma omp simd
    for (std::int64_t column = 0; column < num_columns; ++column) local(place, column);
  }
}

#endif

}  // namespace cantus
