#pragma once

#include <cstdint>

#include "kernels/core/gpu.h"
#include "kernels/core/queue.h"

namespace cantus::gpu {

constexpr int kMeanThreads = 256;

template <class Term>
__global__ void __launch_bounds__(kMeanThreads)
    mean_of_rows_kernel(std::int64_t num_rows, Term term, float* mean) {
  CANTUS_SHARED(double, tree, [kMeanThreads]);
  double sum = 0;
  for (std::int64_t row = threadIdx.x; row < num_rows; row += kMeanThreads) sum += term(row);
  tree[threadIdx.x] = sum;
  for (unsigned half = kMeanThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) tree[threadIdx.x] += tree[threadIdx.x + half];
  }
  if (threadIdx.x == 0) *mean = static_cast<float>(tree[0] / static_cast<double>(num_rows));
}

// mean [1] = mean of term(row) over the rows, in double and in a fixed order. One block: it is for
// the losses, whose rows are the samples of one batch.
template <class Term>
void mean_of_rows(Queue& queue, std::int64_t num_rows, const Term& term, float* mean) {
  launch(mean_of_rows_kernel<Term>, dim3(1), dim3(kMeanThreads), 0, queue.stream(), num_rows, term,
         mean);
}

}  // namespace cantus::gpu
