// Batch normalization, leaky ReLU and max-pooling in one piece.
//
// Forward reads x twice, for the statistics and for the windows, and writes y and one byte an
// output: 8 bytes an element of x, and 5/9 where windows hold nine values; batch norm and pool
// apart move 16.6. Backward first sums over the windows: it reads d_y, the index and x where the
// winners lie (of nine values a window, six sectors of ten). Then each place of the input reads its
// x and its window's index and d_y, which it shares with its neighbours in the caches, and writes
// d_x: 12 bytes an element in all, and 10/9; apart, the two move 24.6. Threads keep the parameters
// of their channels in registers.
#include "kernels/batch_norm/batch_norm_cuda.h"
#include "kernels/batch_norm_pool/batch_norm_pool.h"
#include "kernels/core/column_sums_cuda.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/core/map_rows_cuda.h"
#include "kernels/leaky_relu/rectifier.h"
#include "kernels/max_pool/pool_winner_cuda.h"

namespace cantus::gpu {
namespace {

constexpr int kNumSums = 2;

// The shape in 32 bits, for divisions.
struct Windows {
  int t, f, out_t, out_f, window_t, window_f;
  std::int64_t num_channels;

  explicit Windows(const BatchNormPoolShape& s)
      : t(static_cast<int>(s.t)),
        f(static_cast<int>(s.f)),
        out_t(static_cast<int>(s.out_t())),
        out_f(static_cast<int>(s.out_f())),
        window_t(static_cast<int>(s.window_t)),
        window_f(static_cast<int>(s.window_f)),
        num_channels(s.c) {}

  // Where a window's first value lies in x.
  __device__ std::int64_t first_of(std::int64_t window) const {
    const unsigned place = static_cast<unsigned>(window);
    const unsigned frame = place / out_f;  // counted over all samples
    const unsigned sample = frame / out_t;
    const std::int64_t first_frame =
        static_cast<std::int64_t>(sample) * t + (frame - sample * out_t) * window_t;
    return (first_frame * f + (place - frame * out_f) * window_f) * num_channels;
  }

  // From a window's first value to value `tap` of it.
  __device__ std::int64_t offset_of(int tap) const {
    return (static_cast<std::int64_t>(tap / window_f) * f + tap % window_f) * num_channels;
  }
};

template <typename T>
struct Inputs {
  LeakyRectifier<float> rectifier;
  AffineParameters parameters;
  const T* x;
  const std::uint8_t* index;
  const T* d_y;
};

constexpr int kTapsAtOnce = 3;

// Rows are windows.
template <typename T>
struct ForwardMap {
  static constexpr int kRowsAtOnce = 1;
  static constexpr int kBlocksEach = 4;

  Windows windows;
  LeakyRectifier<float> rectifier;
  AffineParameters parameters;
  const T* x;
  T* y;
  std::uint8_t* index;

  template <int kWidth>
  struct Columns {
    const ForwardMap& map;
    std::int64_t channel;
    PackAffine<kWidth> affine;

    __device__ Columns(const ForwardMap& m, std::int64_t channel)
        : map(m), channel(channel), affine(m.parameters, channel) {}

    // The values of one frame of a window, from the first one at `in` on.
    __device__ void take_frame(const T* in, int first_tap, PoolWinner<kWidth>& best) const {
      const Windows& w = map.windows;
      for (int j = 0; j < w.window_f; j += kTapsAtOnce) {
        Pack<T, kWidth> raw[kTapsAtOnce];
        for (int k = 0; k < kTapsAtOnce; ++k)
          if (j + k < w.window_f) raw[k] = load_pack<kWidth>(in + (j + k) * w.num_channels);
        for (int k = 0; k < kTapsAtOnce; ++k) {
          if (j + k >= w.window_f) continue;
          Pack<float, kWidth> v;
          for (int i = 0; i < kWidth; ++i) v.at[i] = map.rectifier.forward(affine(raw[k].at[i], i));
          best.take(first_tap + j + k, v);
        }
      }
    }

    template <int kRows>
    __device__ void run(std::int64_t window, std::int64_t) const {
      const Windows& w = map.windows;
      const T* in = map.x + w.first_of(window) + channel;
      PoolWinner<kWidth> best;
      for (int i = 0; i < w.window_t; ++i)
        take_frame(in + i * w.f * w.num_channels, i * w.window_f, best);
      best.store(window * w.num_channels + channel, map.y, map.index);
    }
  };
};

// Rows are windows: the gradient at their winners and the same times x - mean.
template <typename T>
struct GradientTerms {
  static constexpr int kSums = kNumSums;
  static constexpr int kRowsAtOnce = 2;
  static constexpr int kBlocksEach = 3;

  Windows windows;
  Inputs<T> inputs;

  template <int kWidth>
  struct Columns {
    struct Loaded {
      Pack<T, kWidth> x, d_y;
    };
    const GradientTerms& terms;
    std::int64_t channel;
    PackAffine<kWidth> affine;

    __device__ Columns(const GradientTerms& t, std::int64_t channel)
        : terms(t), channel(channel), affine(t.inputs.parameters, channel) {}

    __device__ Loaded load(std::int64_t window) const {
      const Windows& w = terms.windows;
      const std::int64_t out = window * w.num_channels + channel;
      const auto winner = load_pack<kWidth>(terms.inputs.index + out);
      const T* in = terms.inputs.x + w.first_of(window) + channel;
      Loaded loaded;
      loaded.d_y = load_pack<kWidth>(terms.inputs.d_y + out);
      for (int i = 0; i < kWidth; ++i) loaded.x.at[i] = in[w.offset_of(winner.at[i]) + i];
      return loaded;
    }

    __device__ void add(const Loaded& in, Pack<float, kWidth> (&sums)[kSums]) const {
      for (int i = 0; i < kWidth; ++i) {
        const float d = terms.inputs.rectifier.backward(affine(in.x.at[i], i),
                                                        static_cast<float>(in.d_y.at[i]));
        sums[0].at[i] += d;
        sums[1].at[i] = fmaf(d, in.x.at[i] - affine.mean.at[i], sums[1].at[i]);
      }
    }
  };
};

// Rows are places of the input.
template <typename T>
struct BackwardMap {
  static constexpr int kRowsAtOnce = 1;
  static constexpr int kBlocksEach = 4;

  Windows windows;
  Inputs<T> inputs;
  StatisticsPart part;
  T* d_x;

  template <int kWidth>
  struct Columns {
    const BackwardMap& map;
    std::int64_t channel;
    PackAffine<kWidth> affine;
    PackGradient<kWidth> gradient;

    __device__ Columns(const BackwardMap& m, std::int64_t channel)
        : map(m),
          channel(channel),
          affine(m.inputs.parameters, channel),
          gradient(m.part, channel) {}

    template <int kRows>
    __device__ void run(std::int64_t row, std::int64_t) const {
      const Windows& w = map.windows;
      const unsigned place = static_cast<unsigned>(row);
      const unsigned frame = place / w.f;
      const unsigned sample = frame / w.t;
      const int t = static_cast<int>(frame - sample * w.t);
      const int f = static_cast<int>(place - frame * w.f);
      const int o = t / w.window_t;
      const int p = f / w.window_f;
      const auto x = load_pack<kWidth>(map.inputs.x + row * w.num_channels + channel);
      Pack<float, kWidth> d = {};
      if (o < w.out_t && p < w.out_f) {
        const std::int64_t window = (static_cast<std::int64_t>(sample) * w.out_t + o) * w.out_f + p;
        const int tap = (t - o * w.window_t) * w.window_f + f - p * w.window_f;
        const auto winner = load_pack<kWidth>(map.inputs.index + window * w.num_channels + channel);
        const auto d_y = load_pack<kWidth>(map.inputs.d_y + window * w.num_channels + channel);
        for (int i = 0; i < kWidth; ++i)
          if (winner.at[i] == tap)
            d.at[i] =
                map.inputs.rectifier.backward(affine(x.at[i], i), static_cast<float>(d_y.at[i]));
      }
      Pack<T, kWidth> stored;
      for (int i = 0; i < kWidth; ++i) stored.at[i] = T(gradient(affine, x.at[i], d.at[i], i));
      store_pack(map.d_x + row * w.num_channels + channel, stored);
    }
  };
};

void check(const BatchNormPoolShape& s) {
  CANTUS_REQUIRE(s.n * s.t * s.f <= 0x7fffffff, "a pooling shape does not fit into 32 bits");
}

GradientScratch scratch_of(const BatchNormPoolShape& s, void* base) {
  return {column_sums_scratch_bytes(s.num_windows(), s.c, kNumSums), s.c, base};
}

std::size_t batch_norm_pool_scratch_bytes(Queue& queue, const BatchNormPoolShape& s) {
  return std::max(gpu::batch_norm_scratch_bytes(queue, s.batch_norm()),
                  scratch_of(s, nullptr).bytes);
}

template <typename T>
void batch_norm_pool_forward(Queue& queue, const BatchNormPoolShape& s,
                             const BatchNormSettings& settings, const T* x, const float* gamma,
                             const float* beta, T* y, std::uint8_t* index, float* mean,
                             float* inv_std, float* running_mean, float* running_spread) {
  check(s);
  gpu::batch_norm_statistics(queue, s.batch_norm(), settings, x, mean, inv_std, running_mean,
                             running_spread);
  map_rows(
      queue, s.num_windows(), s.c, packs_fit(s.c, x, y, index),
      ForwardMap<T>{
          Windows(s), {settings.slope}, batch_parameters(mean, inv_std, gamma, beta), x, y, index});
}

template <typename T>
void batch_norm_pool_backward(Queue& queue, const BatchNormPoolShape& s,
                              const BatchNormSettings& settings, const T* x, const float* gamma,
                              const float* beta, const float* mean, const float* inv_std,
                              const std::uint8_t* index, const T* d_y, T* d_x, float* d_gamma,
                              float* d_beta) {
  check(s);
  const Windows windows(s);
  const Inputs<T> inputs{
      {settings.slope}, batch_parameters(mean, inv_std, gamma, beta), x, index, d_y};
  const bool packed = packs_fit(s.c, x, index, d_y, d_x);
  const GradientScratch scratch = scratch_of(s, queue.scratch(scratch_of(s, nullptr).bytes));
  const std::int64_t num_rows = s.n * s.t * s.f;
  column_sums(
      queue, s.num_windows(), s.c, packed, GradientTerms<T>{windows, inputs}, scratch.partial,
      GradientFinish{static_cast<double>(num_rows), inv_std, d_gamma, d_beta, scratch.part});
  map_rows(queue, num_rows, s.c, packed, BackwardMap<T>{windows, inputs, scratch.part, d_x});
}

const DeviceKernel kScratchBytes{"batch_norm_pool_scratch_bytes", batch_norm_pool_scratch_bytes};
template <typename T>
struct Kernels {
  DeviceKernel forward{"batch_norm_pool_forward", batch_norm_pool_forward<T>};
  DeviceKernel backward{"batch_norm_pool_backward", batch_norm_pool_backward<T>};
};
const Kernels<float> kInFloat;
const Kernels<Bfloat16> kInBfloat16;

}  // namespace
}  // namespace cantus::gpu
