#pragma once

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/queue.h"

#if defined(CANTUS_MODULE)
#include "kernels/core/gpu.h"
#else
#include "kernels/core/blocks.h"
#endif

// mean_of_rows(queue, num_rows, body, mean): mean [1] = mean of body(row) over the rows, in double
// and in an order that depends on their number alone. Bodies are as for_each takes them
// (kernels/core/launch.h), and answer a term. For losses, whose rows are the samples of one batch:
// some hundreds, so that on a GPU one block does it and the launch is all that it costs.

namespace cantus {

template <class Body, typename T>
using LaunchMeanOfRows = void(Queue&, std::int64_t num_rows, const Body&, T* mean);

#if defined(CANTUS_MODULE)

namespace gpu {

constexpr int kMeanThreads = 256;

template <class Body, typename T>
__global__ void __launch_bounds__(kMeanThreads)
    mean_of_rows_kernel(std::int64_t num_rows, Body body, T* mean) {
  CANTUS_SHARED(double, tree, [kMeanThreads]);
  double sum = 0;
  for (std::int64_t row = threadIdx.x; row < num_rows; row += kMeanThreads) sum += body(row);
  tree[threadIdx.x] = sum;
  for (unsigned half = kMeanThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) tree[threadIdx.x] += tree[threadIdx.x + half];
  }
  if (threadIdx.x == 0) *mean = static_cast<T>(tree[0] / static_cast<double>(num_rows));
}

template <class Body, typename T>
void launch_mean_of_rows(Queue& queue, std::int64_t num_rows, const Body& body, T* mean) {
  launch(mean_of_rows_kernel<Body, T>, dim3(1), dim3(kMeanThreads), 0, queue.stream(), num_rows,
         body, mean);
}

// Entered for every body that the module names.
template <class Body, typename T>
struct MeanKernel {
  static const DeviceKernel mean;
};
template <class Body, typename T>
const DeviceKernel MeanKernel<Body, T>::mean{typeid(Body).name(), launch_mean_of_rows<Body, T>};

}  // namespace gpu

template <class Body, typename T>
void mean_of_rows(Queue& queue, std::int64_t num_rows, const Body& body, T* mean) {
  static_cast<void>(&gpu::MeanKernel<Body, T>::mean);
  gpu::launch_mean_of_rows(queue, num_rows, body, mean);
}

#else

template <class Body, typename T>
void mean_of_rows(Queue& queue, std::int64_t num_rows, const Body& body, T* mean) {
  LaunchMeanOfRows<Body, T>* contract = nullptr;
  if (const auto run = device_kernel(queue, typeid(Body).name(), contract))
    return run(queue, num_rows, body, mean);
  double sums[Blocks::kMaxBlocks + 1];
  const auto add_rows = [&](std::int64_t begin, std::int64_t end, double* added) {
    double sum = 0;
    for (std::int64_t row = begin; row < end; ++row) sum += body(row);
    *added += sum;
  };
  const double total = *sum_over_blocks(queue, Blocks(num_rows), 1, sums, add_rows);
  *mean = static_cast<T>(total / static_cast<double>(num_rows));
}

#endif

}  // namespace cantus
