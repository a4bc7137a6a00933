#pragma once

#include "kernels/batch_norm/batch_norm_rectifier.h"
#include "kernels/batch_norm/statistics.h"
#include "kernels/core/blocks.h"

// The element-by-element half of batch normalization on the CPU.
namespace cantus::batch_norm {

// One channel's affine map, y = (x - mean) * scale + beta, for all channels.
template <typename T>
struct Affine {
  const T* mean;
  const T* scale;
  const T* beta;

  T operator()(T x, std::int64_t c) const { return (x - mean[c]) * scale[c] + beta[c]; }
};

// Writes the gradients of gamma and beta and the statistics' part from sums [2, channels].
template <typename T>
void finish_gradients(BatchNormShape shape, const double* sums, const T* inv_std, T* d_gamma,
                      T* d_beta, StatisticsPart<T> part) {
  const auto n = static_cast<double>(shape.num_rows);
  for (std::int64_t c = 0; c < shape.num_channels; ++c)
    part.write(n, c, sums[c], sums[shape.num_channels + c], inv_std[c], d_gamma, d_beta);
}

// Runs body(i, c) for every element i of channel c, over the queue's threads.
template <class Body>
void for_each_element(Queue& queue, BatchNormShape shape, const Body& body) {
  const Blocks blocks(shape.num_rows);
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    const Body local = body;
    for (std::int64_t row = blocks.begin(block); row < blocks.end(block); ++row) {
#pragma omp simd
      for (std::int64_t c = 0; c < shape.num_channels; ++c) local(row * shape.num_channels + c, c);
    }
  });
}

template <typename T>
void map_rows(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
              Affine<T> affine, const T* x, T* y) {
  with_forward_rectifier(settings, [&](auto rectifier) {
    for_each_element(queue, shape, [=](std::int64_t i, std::int64_t c) {
      y[i] = rectifier.forward(affine(x[i], c));
    });
  });
}

}  // namespace cantus::batch_norm
