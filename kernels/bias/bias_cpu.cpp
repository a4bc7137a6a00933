#include "kernels/bias/bias.h"
#include "kernels/core/blocks.h"

namespace cantus {
namespace {

// sum [num_channels] of d_y [num_rows, num_channels].
template <typename T>
void sum_rows(std::int64_t num_rows, std::int64_t num_channels, const T* d_y, double* sum) {
  for (std::int64_t c = 0; c < num_channels; ++c) sum[c] = 0;
  for (std::int64_t row = 0; row < num_rows; ++row) {
    const T* in = d_y + row * num_channels;
#pragma omp simd
    for (std::int64_t c = 0; c < num_channels; ++c) sum[c] += in[c];
  }
}

}  // namespace

std::size_t bias_scratch_bytes(std::int64_t num_rows, std::int64_t num_channels) {
  return sizeof(double) * Blocks(num_rows).count * num_channels;
}

template <typename T>
void bias_backward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* d_y,
                   T* d_bias) {
  const Blocks blocks(num_rows);
  auto* sums = static_cast<double*>(queue.scratch(bias_scratch_bytes(num_rows, num_channels)));
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    const auto begin = blocks.begin(block);
    sum_rows(blocks.end(block) - begin, num_channels, d_y + begin * num_channels,
             sums + block * num_channels);
  });
  for (std::int64_t c = 0; c < num_channels; ++c) {
    double total = 0;
    for (std::int64_t block = 0; block < blocks.count; ++block)
      total += sums[block * num_channels + c];
    d_bias[c] = static_cast<T>(total);
  }
}

template void bias_backward(Queue&, std::int64_t, std::int64_t, const float*, float*);
template void bias_backward(Queue&, std::int64_t, std::int64_t, const double*, double*);

}  // namespace cantus
