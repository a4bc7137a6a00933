#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool.h"

#include <type_traits>

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

// Adds the gradients at the winners of windows [begin, end): for each of the 2 C channels their
// sum, and behind it their sum weighted with x - mean.
template <typename T>
void add_gradients(const BatchNormGluPoolShape& s, const Affine<T>& affine, const T* x,
                   const std::uint8_t* index, const T* d_y, std::int64_t begin, std::int64_t end,
                   double* sums) {
  double* weighted = sums + 2 * s.num_channels;
  WindowGradient<T> d;
  for_each_place(s, begin, end, [&](const Place& at) {
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
  check(s);
  if (const auto run = device_kernel(queue, "batch_norm_glu_pool_scratch_bytes",
                                     batch_norm_glu_pool_scratch_bytes))
    return run(queue, s);
  const std::int64_t sums = block_sums(Blocks(num_windows(s)), 4 * s.num_channels);
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
  check(s);
  CANTUS_REQUIRE(settings.slope == 1, "there is no rectifier before a gated linear unit");
  if (const auto run =
          device_kernel(queue, "batch_norm_glu_pool_forward", batch_norm_glu_pool_forward<T>))
    return run(queue, s, settings, x, gamma, beta, y, index, mean, inv_std, running_mean,
               running_spread);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("batch_norm_glu_pool_forward");
  } else {
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
}

template <typename T>
void batch_norm_glu_pool_backward(Queue& queue, const BatchNormGluPoolShape& s, const T* x,
                                  const Arithmetic<T>* gamma, const Arithmetic<T>* beta,
                                  const Arithmetic<T>* mean, const Arithmetic<T>* inv_std,
                                  const std::uint8_t* index, const T* d_y, T* d_x,
                                  Arithmetic<T>* d_gamma, Arithmetic<T>* d_beta) {
  check(s);
  if (const auto run =
          device_kernel(queue, "batch_norm_glu_pool_backward", batch_norm_glu_pool_backward<T>))
    return run(queue, s, x, gamma, beta, mean, inv_std, index, d_y, d_x, d_gamma, d_beta);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("batch_norm_glu_pool_backward");
  } else {
    const std::int64_t num_channels = 2 * s.num_channels;
    auto* scratch =
        static_cast<double*>(queue.scratch(batch_norm_glu_pool_scratch_bytes(queue, s)));
    const Blocks windows(num_windows(s));
    T* scale = reinterpret_cast<T*>(scratch + block_sums(windows, 2 * num_channels));
    const StatisticsPart<T> part{scale + num_channels, scale + 2 * num_channels};
    const Affine<T> affine{mean, scale, beta};
    for (std::int64_t c = 0; c < num_channels; ++c) scale[c] = gamma[c] * inv_std[c];

    const double* sums =
        sum_over_blocks(queue, windows, 2 * num_channels, scratch,
                        [&](std::int64_t begin, std::int64_t end, double* added) {
                          add_gradients(s, affine, x, index, d_y, begin, end, added);
                        });
    batch_norm::finish_gradients(s.batch_norm(), sums, inv_std, d_gamma, d_beta, part);

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
}

template decltype(batch_norm_glu_pool_forward<float>) batch_norm_glu_pool_forward<float>;
template decltype(batch_norm_glu_pool_forward<double>) batch_norm_glu_pool_forward<double>;
template decltype(batch_norm_glu_pool_forward<Bfloat16>) batch_norm_glu_pool_forward<Bfloat16>;
template decltype(batch_norm_glu_pool_backward<float>) batch_norm_glu_pool_backward<float>;
template decltype(batch_norm_glu_pool_backward<double>) batch_norm_glu_pool_backward<double>;
template decltype(batch_norm_glu_pool_backward<Bfloat16>) batch_norm_glu_pool_backward<Bfloat16>;

}  // namespace cantus
