#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool.h"

#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool_window.h"
#include "kernels/core/blocks.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using batch_norm::StatisticsPart;
using batch_norm_glu_pool::Affine;
using batch_norm_glu_pool::kTile;
using batch_norm_glu_pool::Place;
using batch_norm_glu_pool::WindowGradient;

void check(const BatchNormGluPoolShape& s) {
  CANTUS_REQUIRE(s.pool >= 1 && s.pool <= 256, "a pooling window holds 1 to 256 bins");
}

std::int64_t num_windows(const BatchNormGluPoolShape& s) { return s.num_rows * s.num_windows(); }

// Runs body(place) for all channels of windows [begin, end).
template <class Body>
void for_each_place(const BatchNormGluPoolShape& s, std::int64_t begin, std::int64_t end,
                    const Body& body) {
  for (std::int64_t window = begin; window < end; ++window)
    for (std::int64_t c = 0; c < s.num_channels; c += kTile) body(Place(s, window, c));
}

// What the gradients at the winners add up to, in double over fixed blocks of windows: for each of
// the 2 C channels their sum, and behind it their sum weighted with x - mean.
template <typename T>
void sum_gradients(Queue& queue, const BatchNormGluPoolShape& s, const Affine<T>& affine,
                   const T* x, const std::uint8_t* index, const T* d_y, double* total,
                   double* partial) {
  const Blocks blocks(num_windows(s));
  const std::int64_t size = 4 * s.num_channels;
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    double* sums = partial + block * size;
    double* weighted = sums + 2 * s.num_channels;
    std::fill(sums, sums + size, 0.0);
    WindowGradient<T> d;
    for_each_place(s, blocks.begin(block), blocks.end(block), [&](const Place& at) {
      d.find(s.pool, at, affine, x, index, d_y);
#pragma omp simd
      for (std::int64_t c = 0; c < at.width; ++c) {
        sums[at.linear + c] += d.d_linear[c];
        sums[at.gate + c] += d.d_gate[c];
        weighted[at.linear + c] += static_cast<double>(d.d_linear[c]) *
                                   static_cast<double>(d.x_linear[c] - affine.mean[at.linear + c]);
        weighted[at.gate + c] += static_cast<double>(d.d_gate[c]) *
                                 static_cast<double>(d.x_gate[c] - affine.mean[at.gate + c]);
      }
    });
  });
  std::fill(total, total + size, 0.0);
  for (std::int64_t block = 0; block < blocks.count; ++block)
    for (std::int64_t i = 0; i < size; ++i) total[i] += partial[block * size + i];
}

// d_x of `width` channels of one bin; `at_winner` (c) is the gradient behind the normalization.
template <typename T, class AtWinner>
void write_bin(std::int64_t width, std::int64_t channel, const Affine<T>& affine,
               const StatisticsPart<T>& part, const T* x, T* d_x, const AtWinner& at_winner) {
#pragma omp simd
  for (std::int64_t c = 0; c < width; ++c) {
    const std::int64_t k = channel + c;
    d_x[k] = affine.scale[k] *
             ((at_winner(c) - part.mean[k]) - (x[k] - affine.mean[k]) * part.spread[k]);
  }
}

template <typename T>
void write_window(const BatchNormGluPoolShape& s, const Place& at, const Affine<T>& affine,
                  const StatisticsPart<T>& part, const WindowGradient<T>& d, const T* x, T* d_x) {
  for (std::int64_t bin = 0; bin < s.pool; ++bin) {
    const auto number = static_cast<typename channel_lanes::Types<T>::Number>(bin);
    const std::int64_t row = at.in + bin * at.row_size;
    write_bin(at.width, at.linear, affine, part, x + row, d_x + row,
              [&](std::int64_t c) { return d.winner[c] == number ? d.d_linear[c] : T(0); });
    write_bin(at.width, at.gate, affine, part, x + row, d_x + row,
              [&](std::int64_t c) { return d.winner[c] == number ? d.d_gate[c] : T(0); });
  }
}

}  // namespace

std::size_t batch_norm_glu_pool_scratch_bytes(Queue& queue, const BatchNormGluPoolShape& s) {
  if (const auto run = device_kernel(queue, "batch_norm_glu_pool_scratch_bytes",
                                     batch_norm_glu_pool_scratch_bytes))
    return run(queue, s);
  const std::int64_t sums = 4 * s.num_channels * (Blocks(num_windows(s)).count + 1);
  const std::int64_t channels = 3 * 2 * s.num_channels;
  return std::max(batch_norm_scratch_bytes(queue, s.batch_norm()),
                  sizeof(double) * (sums + channels));
}

template <typename T>
void batch_norm_glu_pool_forward(Queue& queue, const BatchNormGluPoolShape& s,
                                 const BatchNormSettings& settings, const T* x,
                                 const Arithmetic<T>* gamma, const Arithmetic<T>* beta, T* y,
                                 std::uint8_t* index, Arithmetic<T>* mean, Arithmetic<T>* inv_std,
                                 Arithmetic<T>* running_mean, Arithmetic<T>* running_spread) {
  if (const auto run =
          device_kernel(queue, "batch_norm_glu_pool_forward", batch_norm_glu_pool_forward<T>))
    return run(queue, s, settings, x, gamma, beta, y, index, mean, inv_std, running_mean,
               running_spread);
  check(s);
  CANTUS_REQUIRE(settings.slope == 1, "there is no rectifier before a gated linear unit");
  batch_norm_statistics(queue, s.batch_norm(), settings, x, mean, inv_std, running_mean,
                        running_spread);
  auto* scale = static_cast<T*>(queue.scratch(batch_norm_glu_pool_scratch_bytes(queue, s)));
  for (std::int64_t c = 0; c < 2 * s.num_channels; ++c) scale[c] = gamma[c] * inv_std[c];
  const Affine<T> affine{mean, scale, beta};
  const Blocks blocks(num_windows(s));
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    for_each_place(s, blocks.begin(block), blocks.end(block), [&](const Place& at) {
      batch_norm_glu_pool::pool_window(s.pool, at, affine, x, y, index);
    });
  });
}

template <typename T>
void batch_norm_glu_pool_backward(Queue& queue, const BatchNormGluPoolShape& s, const T* x,
                                  const Arithmetic<T>* gamma, const Arithmetic<T>* beta,
                                  const Arithmetic<T>* mean, const Arithmetic<T>* inv_std,
                                  const std::uint8_t* index, const T* d_y, T* d_x,
                                  Arithmetic<T>* d_gamma, Arithmetic<T>* d_beta) {
  if (const auto run =
          device_kernel(queue, "batch_norm_glu_pool_backward", batch_norm_glu_pool_backward<T>))
    return run(queue, s, x, gamma, beta, mean, inv_std, index, d_y, d_x, d_gamma, d_beta);
  check(s);
  const std::int64_t num_channels = 2 * s.num_channels;
  auto* total = static_cast<double*>(queue.scratch(batch_norm_glu_pool_scratch_bytes(queue, s)));
  double* partial = total + 2 * num_channels;
  T* scale = reinterpret_cast<T*>(partial + 2 * num_channels * Blocks(num_windows(s)).count);
  const StatisticsPart<T> part{scale + num_channels, scale + 2 * num_channels};
  const Affine<T> affine{mean, scale, beta};
  for (std::int64_t c = 0; c < num_channels; ++c) scale[c] = gamma[c] * inv_std[c];

  sum_gradients(queue, s, affine, x, index, d_y, total, partial);
  const auto n = static_cast<double>(s.num_rows * s.num_bins);
  for (std::int64_t c = 0; c < num_channels; ++c) {
    const double spread_sum = total[num_channels + c] * inv_std[c];
    d_beta[c] = static_cast<T>(total[c]);
    d_gamma[c] = static_cast<T>(spread_sum);
    part.mean[c] = static_cast<T>(total[c] / n);
    part.spread[c] = static_cast<T>(spread_sum * inv_std[c] / n);
  }

  const Blocks blocks(s.num_rows, 8);
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    WindowGradient<T> d;
    for (std::int64_t row = blocks.begin(block); row < blocks.end(block); ++row) {
      const std::int64_t first = row * s.num_windows();
      for_each_place(s, first, first + s.num_windows(), [&](const Place& at) {
        d.find(s.pool, at, affine, x, index, d_y);
        write_window(s, at, affine, part, d, x, d_x);
      });
      // bins in no window take part in the statistics alone
      for (std::int64_t bin = s.num_windows() * s.pool; bin < s.num_bins; ++bin) {
        const std::int64_t start = (row * s.num_bins + bin) * num_channels;
        write_bin(num_channels, 0, affine, part, x + start, d_x + start,
                  [](std::int64_t) { return T(0); });
      }
    }
  });
}

template void batch_norm_glu_pool_forward(Queue&, const BatchNormGluPoolShape&,
                                          const BatchNormSettings&, const float*, const float*,
                                          const float*, float*, std::uint8_t*, float*, float*,
                                          float*, float*);
template void batch_norm_glu_pool_forward(Queue&, const BatchNormGluPoolShape&,
                                          const BatchNormSettings&, const double*, const double*,
                                          const double*, double*, std::uint8_t*, double*, double*,
                                          double*, double*);
template void batch_norm_glu_pool_backward(Queue&, const BatchNormGluPoolShape&, const float*,
                                           const float*, const float*, const float*, const float*,
                                           const std::uint8_t*, const float*, float*, float*,
                                           float*);
template void batch_norm_glu_pool_backward(Queue&, const BatchNormGluPoolShape&, const double*,
                                           const double*, const double*, const double*,
                                           const double*, const std::uint8_t*, const double*,
                                           double*, double*, double*);

// In bfloat16 the contract is a GPU's.
template <>
void batch_norm_glu_pool_forward(Queue& queue, const BatchNormGluPoolShape& shape,
                                 const BatchNormSettings& settings, const Bfloat16* x,
                                 const float* gamma, const float* beta, Bfloat16* y,
                                 std::uint8_t* index, float* mean, float* inv_std,
                                 float* running_mean, float* running_spread) {
  gpu_kernel(queue, "batch_norm_glu_pool_forward", batch_norm_glu_pool_forward<Bfloat16>)(
      queue, shape, settings, x, gamma, beta, y, index, mean, inv_std, running_mean,
      running_spread);
}

template <>
void batch_norm_glu_pool_backward(Queue& queue, const BatchNormGluPoolShape& shape,
                                  const Bfloat16* x, const float* gamma, const float* beta,
                                  const float* mean, const float* inv_std,
                                  const std::uint8_t* index, const Bfloat16* d_y, Bfloat16* d_x,
                                  float* d_gamma, float* d_beta) {
  gpu_kernel(queue, "batch_norm_glu_pool_backward", batch_norm_glu_pool_backward<Bfloat16>)(
      queue, shape, x, gamma, beta, mean, inv_std, index, d_y, d_x, d_gamma, d_beta);
}

}  // namespace cantus
