#include "kernels/batch_norm_pool/batch_norm_pool.h"

#include <algorithm>
#include <type_traits>

#include "kernels/batch_norm/batch_norm_rows.h"
#include "kernels/core/blocks.h"
#include "kernels/core/channel_lanes.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/leaky_relu/rectifier.h"
#include "kernels/max_pool/pool_winner.h"

namespace cantus {
namespace {

using batch_norm::StatisticsPart;

template <typename T>
using Value = typename channel_lanes::Types<T>::Value;
template <typename T>
using Mask = typename channel_lanes::Types<T>::Mask;
template <typename T>
using Byte = typename channel_lanes::Types<T>::Byte;
template <typename T>
using Sums [[gnu::vector_size(channel_lanes::Types<T>::kCount * sizeof(double))]] = double;

void check(const BatchNormPoolShape& s) {
  CANTUS_REQUIRE(s.window_t >= 1 && s.window_f >= 1, "a pool without a window");
  CANTUS_REQUIRE(s.window_t * s.window_f <= 256, "a pooling window holds more than 256 values");
  CANTUS_REQUIRE(s.window_t <= s.t && s.window_f <= s.f,
                 "a pooling window does not fit into its input");
}

// The parameters of all channels, and of the channels of one register.
template <typename T>
struct Parameters {
  const T* mean;
  const T* scale;
  const T* beta;
  LeakyRectifier<T> rectifier;
};

template <typename T>
struct Normalizer {
  template <class Lanes>
  Normalizer(const Parameters<T>& p, Lanes lanes, std::int64_t c)
      : mean(lanes.template load<Value<T>>(p.mean + c)),
        scale(lanes.template load<Value<T>>(p.scale + c)),
        beta(lanes.template load<Value<T>>(p.beta + c)),
        rectifier(p.rectifier) {}

  Value<T> operator()(const Value<T>& x) const { return (x - mean) * scale + beta; }
  Value<T> rectified(const Value<T>& x) const { return rectifier.forward((*this)(x)); }
  // The gradient at x, `d` being that behind the rectifier.
  Value<T> gradient(const Value<T>& x, const Value<T>& d) const {
    return rectifier.backward((*this)(x), d);
  }

  Value<T> mean, scale, beta;
  LeakyRectifier<T> rectifier;
};

// The frames of a window are read in turns, a pattern that processors do not foresee: what comes
// four windows later is asked for ahead.
std::int64_t values_ahead(const BatchNormPoolShape& s) { return 4 * s.window_f * s.c; }

// One window, from its first value `x`, for the channels of one register.
template <typename T, class Lanes>
void pool_window(const BatchNormPoolShape& s, Lanes lanes, const Normalizer<T>& normalize,
                 const T* x, T* y, std::uint8_t* index) {
  channel_lanes::PoolWinner<T> best{normalize.rectified(lanes.template load<Value<T>>(x))};
  Mask<T> tap{};
  for (std::int64_t i = 0; i < s.window_t; ++i) {
    const T* in = x + i * s.f * s.c;
    for (std::int64_t j = 0; j < s.window_f; ++j, tap += 1, in += s.c) {
      __builtin_prefetch(in + values_ahead(s));
      best.take(tap, normalize.rectified(lanes.template load<Value<T>>(in)));
    }
  }
  lanes.store(best.value, y);
  lanes.store(__builtin_convertvector(best.number, Byte<T>), index);
}

// Adds the gradient at one window's winners, and the same times x - mean, to the sums of the
// channels of one register.
template <typename T, class Lanes>
void add_window(const BatchNormPoolShape& s, Lanes lanes, const Normalizer<T>& normalize,
                const T* x, const std::uint8_t* index, const T* d_y, double* sums,
                double* weighted) {
  const Mask<T> winner = __builtin_convertvector(lanes.template load<Byte<T>>(index), Mask<T>);
  Value<T> at_winner{};
  Mask<T> tap{};
  for (std::int64_t i = 0; i < s.window_t; ++i) {
    const T* in = x + i * s.f * s.c;
    for (std::int64_t j = 0; j < s.window_f; ++j, tap += 1, in += s.c) {
      __builtin_prefetch(in + values_ahead(s));
      at_winner = winner == tap ? lanes.template load<Value<T>>(in) : at_winner;
    }
  }
  const auto d = __builtin_convertvector(
      normalize.gradient(at_winner, lanes.template load<Value<T>>(d_y)), Sums<T>);
  const auto offset = __builtin_convertvector(at_winner - normalize.mean, Sums<T>);
  lanes.store(lanes.template load<Sums<T>>(sums) + d, sums);
  lanes.store(lanes.template load<Sums<T>>(weighted) + d * offset, weighted);
}

// Runs body(first value of the window in x, place of its output) for the windows of output frames
// [begin, end), which are counted over all samples.
template <class Body>
void for_each_window(const BatchNormPoolShape& s, std::int64_t begin, std::int64_t end,
                     const Body& body) {
  for (std::int64_t frame = begin; frame < end; ++frame) {
    const std::int64_t first = frame / s.out_t() * s.t + frame % s.out_t() * s.window_t;
    for (std::int64_t p = 0; p < s.out_f(); ++p)
      body((first * s.f + p * s.window_f) * s.c, (frame * s.out_f() + p) * s.c);
  }
}

// d_x of the channels of one register.
template <typename T>
struct Gradient {
  template <class Lanes>
  Gradient(const Parameters<T>& parameters, const StatisticsPart<T>& part, Lanes lanes,
           std::int64_t c)
      : normalize(parameters, lanes, c),
        mean_part(lanes.template load<Value<T>>(part.mean + c)),
        spread_part(lanes.template load<Value<T>>(part.spread + c)) {}

  // `d` is the gradient behind the normalization.
  Value<T> operator()(const Value<T>& x, const Value<T>& d) const {
    return normalize.scale * ((d - mean_part) - (x - normalize.mean) * spread_part);
  }

  Normalizer<T> normalize;
  Value<T> mean_part, spread_part;
};

// d_x of one frame of the input, window by window. `out`: the place of the frame's first window;
// negative where the frame fills none. The frame's values are numbered from first_tap on.
template <typename T>
void write_frame(const BatchNormPoolShape& s, const Parameters<T>& parameters,
                 const StatisticsPart<T>& part, std::int64_t out, std::int64_t first_tap,
                 const T* x, const std::uint8_t* index, const T* d_y, T* d_x) {
  const std::int64_t num_windows = out < 0 ? 0 : s.out_f();
  for (std::int64_t p = 0; p < num_windows; ++p) {
    channel_lanes::for_each_register<T>(s.c, [&](std::int64_t c, auto lanes) {
      const Gradient<T> gradient(parameters, part, lanes, c);
      const Value<T> d_out = lanes.template load<Value<T>>(d_y + out + p * s.c + c);
      const Mask<T> winner =
          __builtin_convertvector(lanes.template load<Byte<T>>(index + out + p * s.c + c), Mask<T>);
      Mask<T> tap = Mask<T>{} + static_cast<std::int32_t>(first_tap);
      std::int64_t i = p * s.window_f * s.c + c;
      for (std::int64_t j = 0; j < s.window_f; ++j, tap += 1, i += s.c) {
        const Value<T> v = lanes.template load<Value<T>>(x + i);
        const Value<T> passed = gradient.normalize.gradient(v, d_out);
        lanes.store(gradient(v, winner == tap ? passed : Value<T>{}), d_x + i);
      }
    });
  }
  for (std::int64_t f = num_windows * s.window_f; f < s.f; ++f) {
    channel_lanes::for_each_register<T>(s.c, [&](std::int64_t c, auto lanes) {
      const Gradient<T> gradient(parameters, part, lanes, c);
      const Value<T> v = lanes.template load<Value<T>>(x + f * s.c + c);
      lanes.store(gradient(v, Value<T>{}), d_x + f * s.c + c);
    });
  }
}

Blocks output_frames(const BatchNormPoolShape& s) { return Blocks(s.n * s.out_t(), 1); }

}  // namespace

std::size_t batch_norm_pool_scratch_bytes(Queue& queue, const BatchNormPoolShape& s) {
  check(s);
  if (const auto run =
          device_kernel(queue, "batch_norm_pool_scratch_bytes", batch_norm_pool_scratch_bytes))
    return run(queue, s);
  const std::int64_t sums = block_sums(output_frames(s), 2 * s.c);
  return std::max(batch_norm_scratch_bytes(queue, s.batch_norm()),
                  sizeof(double) * (sums + 3 * s.c));
}

template <typename T>
void batch_norm_pool_forward(Queue& queue, const BatchNormPoolShape& s,
                             const BatchNormSettings& settings, const T* x,
                             const Arithmetic<T>* gamma, const Arithmetic<T>* beta, T* y,
                             std::uint8_t* index, Arithmetic<T>* mean, Arithmetic<T>* inv_std,
                             Arithmetic<T>* running_mean, Arithmetic<T>* running_spread) {
  check(s);
  if (const auto run = device_kernel(queue, "batch_norm_pool_forward", batch_norm_pool_forward<T>))
    return run(queue, s, settings, x, gamma, beta, y, index, mean, inv_std, running_mean,
               running_spread);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("batch_norm_pool_forward");
  } else {
    batch_norm_statistics(queue, s.batch_norm(), settings, x, mean, inv_std, running_mean,
                          running_spread);
    auto* scale = static_cast<T*>(queue.scratch(batch_norm_pool_scratch_bytes(queue, s)));
    for (std::int64_t c = 0; c < s.c; ++c) scale[c] = gamma[c] * inv_std[c];
    const Parameters<T> parameters{mean, scale, beta, {T(settings.slope)}};
    const Blocks blocks = output_frames(s);
    parallel_for(queue, blocks.count, [&](std::int64_t block) {
      for_each_window(
          s, blocks.begin(block), blocks.end(block), [&](std::int64_t in, std::int64_t out) {
            channel_lanes::for_each_register<T>(s.c, [&](std::int64_t c, auto lanes) {
              const Normalizer<T> normalize(parameters, lanes, c);
              pool_window(s, lanes, normalize, x + in + c, y + out + c, index + out + c);
            });
          });
    });
  }
}

template <typename T>
void batch_norm_pool_backward(Queue& queue, const BatchNormPoolShape& s,
                              const BatchNormSettings& settings, const T* x,
                              const Arithmetic<T>* gamma, const Arithmetic<T>* beta,
                              const Arithmetic<T>* mean, const Arithmetic<T>* inv_std,
                              const std::uint8_t* index, const T* d_y, T* d_x,
                              Arithmetic<T>* d_gamma, Arithmetic<T>* d_beta) {
  check(s);
  if (const auto run =
          device_kernel(queue, "batch_norm_pool_backward", batch_norm_pool_backward<T>))
    return run(queue, s, settings, x, gamma, beta, mean, inv_std, index, d_y, d_x, d_gamma, d_beta);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("batch_norm_pool_backward");
  } else {
    const Blocks blocks = output_frames(s);
    auto* scratch = static_cast<double*>(queue.scratch(batch_norm_pool_scratch_bytes(queue, s)));
    T* scale = reinterpret_cast<T*>(scratch + block_sums(blocks, 2 * s.c));
    const StatisticsPart<T> part{scale + s.c, scale + 2 * s.c};
    const Parameters<T> parameters{mean, scale, beta, {T(settings.slope)}};
    for (std::int64_t c = 0; c < s.c; ++c) scale[c] = gamma[c] * inv_std[c];

    const double* sums = sum_over_blocks(
        queue, blocks, 2 * s.c, scratch, [&](std::int64_t begin, std::int64_t end, double* added) {
          for_each_window(s, begin, end, [&](std::int64_t in, std::int64_t out) {
            channel_lanes::for_each_register<T>(s.c, [&](std::int64_t c, auto lanes) {
              const Normalizer<T> normalize(parameters, lanes, c);
              add_window(s, lanes, normalize, x + in + c, index + out + c, d_y + out + c, added + c,
                         added + s.c + c);
            });
          });
        });
    batch_norm::finish_gradients(s.batch_norm(), sums, inv_std, d_gamma, d_beta, part);

    parallel_for(queue, s.n * s.t, [&](std::int64_t frame) {
      const std::int64_t out_frame = frame % s.t / s.window_t;
      const std::int64_t out =
          out_frame < s.out_t() ? (frame / s.t * s.out_t() + out_frame) * s.out_f() * s.c : -1;
      const std::int64_t first_tap = frame % s.t % s.window_t * s.window_f;
      const std::int64_t in = frame * s.f * s.c;
      write_frame(s, parameters, part, out, first_tap, x + in, index, d_y, d_x + in);
    });
  }
}

template decltype(batch_norm_pool_forward<float>) batch_norm_pool_forward<float>;
template decltype(batch_norm_pool_forward<double>) batch_norm_pool_forward<double>;
template decltype(batch_norm_pool_forward<Bfloat16>) batch_norm_pool_forward<Bfloat16>;
template decltype(batch_norm_pool_backward<float>) batch_norm_pool_backward<float>;
template decltype(batch_norm_pool_backward<double>) batch_norm_pool_backward<double>;
template decltype(batch_norm_pool_backward<Bfloat16>) batch_norm_pool_backward<Bfloat16>;

}  // namespace cantus
