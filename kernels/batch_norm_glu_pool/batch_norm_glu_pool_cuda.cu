// Batch normalization, gated linear unit and max-pooling over frequency in one piece.
//
// Forward reads x twice, for the statistics and for everything else, and writes y and one byte an
// output: 8 bytes an element of x and, where four bins are pooled, 5/8 more. Apart, the three
// kernels move 21. A thread keeps the parameters of its pack of channels, of both halves, and has
// four bins of a window under way. Backward first sums over the windows: it reads d_y, the index
// and x where the winners lie, which is nearly every sector of x; then it reads them again and
// writes d_x whole, 12 bytes an element of x and 10 an output. What a thread writes over it alone
// has read: d_x may be x.
#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool.h"

#include "kernels/batch_norm/batch_norm_cuda.h"
#include "kernels/core/column_sums_cuda.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/core/map_rows_cuda.h"
#include "kernels/core/math.h"
#include "kernels/glu/gate.h"
#include "kernels/max_pool/pool_winner_cuda.h"

namespace cantus::gpu {
namespace {

constexpr int kBinsAtOnce = 4;
constexpr int kNumSums = 4;  // of the linear half and of the gate; each once more, weighted

// The windows of a row, and the bins behind them as one window more where there are any: those take
// part in the statistics alone.
struct Windows {
  int num_bins, pool, num_windows, num_parts;
  std::int64_t num_channels;

  explicit Windows(const BatchNormGluPoolShape& s)
      : num_bins(static_cast<int>(s.num_bins)),
        pool(static_cast<int>(s.pool)),
        num_windows(static_cast<int>(s.num_windows())),
        num_parts(static_cast<int>((s.num_bins + s.pool - 1) / s.pool)),
        num_channels(s.num_channels) {}

  // Of the first bin in x, of window `number` of a row.
  __device__ std::int64_t first_of(std::int64_t row, int number) const {
    return (row * num_bins + static_cast<std::int64_t>(number) * pool) * row_size();
  }

  __device__ std::int64_t row_size() const { return 2 * num_channels; }
};

template <typename T>
struct Inputs {
  AffineParameters parameters;
  const T* x;
  const std::uint8_t* index;
  const T* d_y;
};

// The affine maps of a pack of both halves.
template <int kWidth>
struct GateAffine {
  PackAffine<kWidth> linear, gate;

  __device__ GateAffine(const AffineParameters& p, std::int64_t channel, std::int64_t num_channels)
      : linear(p, channel), gate(p, num_channels + channel) {}
};

template <typename T>
struct ForwardMap {
  static constexpr int kRowsAtOnce = 1;
  static constexpr int kBlocksEach = 2;

  Windows windows;
  AffineParameters parameters;
  const T* x;
  T* y;
  std::uint8_t* index;

  template <int kWidth>
  struct Columns {
    const ForwardMap& map;
    std::int64_t channel;
    GateAffine<kWidth> affine;

    __device__ Columns(const ForwardMap& m, std::int64_t channel)
        : map(m), channel(channel), affine(m.parameters, channel, m.windows.num_channels) {}

    // Bins [first, first + kBinsAtOnce) of the window at `in`, as far as it reaches.
    __device__ void take_bins(const T* in, int first, PoolWinner<kWidth>& best) const {
      const Windows& w = map.windows;
      Pack<T, kWidth> linear[kBinsAtOnce], gate[kBinsAtOnce];
      for (int k = 0; k < kBinsAtOnce; ++k) {
        if (first + k >= w.pool) continue;
        const T* bin = in + (first + k) * w.row_size();
        linear[k] = load_pack<kWidth>(bin);
        gate[k] = load_pack<kWidth>(bin + w.num_channels);
      }
      for (int k = 0; k < kBinsAtOnce; ++k) {
        if (first + k >= w.pool) continue;
        Pack<float, kWidth> v;
        for (int i = 0; i < kWidth; ++i)
          v.at[i] =
              affine.linear(linear[k].at[i], i) * math::sigmoid(affine.gate(gate[k].at[i], i));
        best.take(first + k, v);
      }
    }

    template <int kRows>
    __device__ void run(std::int64_t window, std::int64_t) const {
      const Windows& w = map.windows;
      const unsigned row = static_cast<unsigned>(window) / w.num_windows;
      const T* in =
          map.x + w.first_of(row, static_cast<unsigned>(window) % w.num_windows) + channel;
      PoolWinner<kWidth> best;
      for (int bin = 0; bin < w.pool; bin += kBinsAtOnce) take_bins(in, bin, best);
      best.store(window * w.num_channels + channel, map.y, map.index);
    }
  };
};

// The gradient at a window's winners, behind the normalization.
template <int kWidth>
struct WindowGradient {
  Pack<std::uint8_t, kWidth> winner;
  Pack<float, kWidth> x_linear, x_gate;  // the winners' x; then, after `finish`, unchanged
  Pack<float, kWidth> d_linear, d_gate;

  // `in`: the window's first bin; `out`: its place in d_y. Of d only the gradient of y is known
  // yet.
  template <typename T>
  __device__ void load(const Windows& w, const Inputs<T>& inputs, const T* in, std::int64_t out) {
    winner = load_pack<kWidth>(inputs.index + out);
    const auto d_y = load_pack<kWidth>(inputs.d_y + out);
    for (int i = 0; i < kWidth; ++i) {
      d_linear.at[i] = d_y.at[i];
      const T* bin = in + winner.at[i] * w.row_size() + i;
      x_linear.at[i] = bin[0];
      x_gate.at[i] = bin[w.num_channels];
    }
  }

  __device__ void finish(const GateAffine<kWidth>& affine) {
    for (int i = 0; i < kWidth; ++i) {
      const float a = affine.linear(x_linear.at[i], i);
      const float sigmoid = math::sigmoid(affine.gate(x_gate.at[i], i));
      gate_gradients(a, sigmoid, d_linear.at[i], d_linear.at[i], d_gate.at[i]);
    }
  }
};

template <typename T>
struct GradientTerms {
  static constexpr int kSums = kNumSums;
  static constexpr int kRowsAtOnce = 2;
  static constexpr int kBlocksEach = 2;

  Windows windows;
  Inputs<T> inputs;

  template <int kWidth>
  struct Columns {
    using Loaded = WindowGradient<kWidth>;
    const GradientTerms& terms;
    std::int64_t channel;
    GateAffine<kWidth> affine;

    __device__ Columns(const GradientTerms& t, std::int64_t channel)
        : terms(t),
          channel(channel),
          affine(t.inputs.parameters, channel, t.windows.num_channels) {}

    __device__ Loaded load(std::int64_t window) const {
      const Windows& w = terms.windows;
      const unsigned row = static_cast<unsigned>(window) / w.num_windows;
      const unsigned number = static_cast<unsigned>(window) % w.num_windows;
      Loaded d;
      d.load(w, terms.inputs, terms.inputs.x + w.first_of(row, number) + channel,
             window * w.num_channels + channel);
      return d;
    }

    __device__ void add(Loaded d, Pack<float, kWidth> (&sums)[kSums]) const {
      d.finish(affine);
      for (int i = 0; i < kWidth; ++i) {
        sums[0].at[i] += d.d_linear.at[i];
        sums[1].at[i] += d.d_gate.at[i];
        sums[2].at[i] =
            fmaf(d.d_linear.at[i], d.x_linear.at[i] - affine.linear.mean.at[i], sums[2].at[i]);
        sums[3].at[i] =
            fmaf(d.d_gate.at[i], d.x_gate.at[i] - affine.gate.mean.at[i], sums[3].at[i]);
      }
    }
  };
};

struct GradientFinish {
  double num_rows;
  std::int64_t num_channels;
  const float* inv_std;
  float* d_gamma;
  float* d_beta;
  StatisticsPart part;

  __device__ void operator()(std::int64_t c, const double (&sums)[kNumSums]) const {
    const std::int64_t gate = num_channels + c;
    part.write(num_rows, c, sums[0], sums[2], inv_std[c], d_gamma, d_beta);
    part.write(num_rows, gate, sums[1], sums[3], inv_std[gate], d_gamma, d_beta);
  }
};

// d_x of bin `number` of a window for a pack of one half; `d` is the gradient at its winner.
template <typename T, int kWidth>
__device__ void write_bin(const PackAffine<kWidth>& affine, const PackGradient<kWidth>& gradient,
                          const Pack<std::uint8_t, kWidth>& winner, int number,
                          const Pack<float, kWidth>& d, const Pack<T, kWidth>& x, T* d_x) {
  Pack<T, kWidth> out;
  for (int i = 0; i < kWidth; ++i) {
    const float at_winner = winner.at[i] == number ? d.at[i] : 0.0f;
    out.at[i] = T(gradient(affine, x.at[i], at_winner, i));
  }
  store_pack(d_x, out);
}

// Rows are (row, part of its bins).
template <typename T>
struct BackwardMap {
  static constexpr int kRowsAtOnce = 1;
  static constexpr int kBlocksEach = 2;

  Windows windows;
  Inputs<T> inputs;
  StatisticsPart part;
  T* d_x;

  template <int kWidth>
  struct Columns {
    const BackwardMap& map;
    std::int64_t channel;
    GateAffine<kWidth> affine;
    PackGradient<kWidth> linear, gate;

    __device__ Columns(const BackwardMap& m, std::int64_t channel)
        : map(m),
          channel(channel),
          affine(m.inputs.parameters, channel, m.windows.num_channels),
          linear(m.part, channel),
          gate(m.part, m.windows.num_channels + channel) {}

    __device__ void write_bins(std::int64_t place, int first, int count,
                               const WindowGradient<kWidth>& d) const {
      const Windows& w = map.windows;
      Pack<T, kWidth> x_linear[kBinsAtOnce], x_gate[kBinsAtOnce];
      for (int k = 0; k < kBinsAtOnce; ++k) {
        if (first + k >= count) continue;
        const T* bin = map.inputs.x + place + (first + k) * w.row_size();
        x_linear[k] = load_pack<kWidth>(bin);
        x_gate[k] = load_pack<kWidth>(bin + w.num_channels);
      }
      for (int k = 0; k < kBinsAtOnce; ++k) {
        if (first + k >= count) continue;
        T* bin = map.d_x + place + (first + k) * w.row_size();
        write_bin(affine.linear, linear, d.winner, first + k, d.d_linear, x_linear[k], bin);
        write_bin(affine.gate, gate, d.winner, first + k, d.d_gate, x_gate[k],
                  bin + w.num_channels);
      }
    }

    template <int kRows>
    __device__ void run(std::int64_t place, std::int64_t) const {
      const Windows& w = map.windows;
      const unsigned row = static_cast<unsigned>(place) / w.num_parts;
      const int number = static_cast<int>(static_cast<unsigned>(place) % w.num_parts);
      const std::int64_t in = w.first_of(row, number) + channel;
      WindowGradient<kWidth> d = {};
      int count = w.num_bins - number * w.pool;
      if (count >= w.pool) {
        count = w.pool;
        const std::int64_t window = static_cast<std::int64_t>(row) * w.num_windows + number;
        d.load(w, map.inputs, map.inputs.x + in, window * w.num_channels + channel);
        d.finish(affine);
      }
      for (int bin = 0; bin < count; bin += kBinsAtOnce) write_bins(in, bin, count, d);
    }
  };
};

void check(const BatchNormGluPoolShape& s) {
  CANTUS_REQUIRE(s.num_rows * s.num_bins <= 0x7fffffff, "a shape does not fit into 32 bits");
}

std::int64_t num_windows(const BatchNormGluPoolShape& s) { return s.num_rows * s.num_windows(); }

GradientScratch scratch_of(const BatchNormGluPoolShape& s, void* base) {
  return {column_sums_scratch_bytes(num_windows(s), s.num_channels, kNumSums), 2 * s.num_channels,
          base};
}

std::size_t batch_norm_glu_pool_scratch_bytes(Queue& queue, const BatchNormGluPoolShape& s) {
  return std::max(gpu::batch_norm_scratch_bytes(queue, s.batch_norm()),
                  scratch_of(s, nullptr).bytes);
}

template <typename T>
void batch_norm_glu_pool_forward(Queue& queue, const BatchNormGluPoolShape& s,
                                 const BatchNormSettings& settings, const T* x, const float* gamma,
                                 const float* beta, T* y, std::uint8_t* index, float* mean,
                                 float* inv_std, float* running_mean, float* running_spread) {
  check(s);
  gpu::batch_norm_statistics(queue, s.batch_norm(), settings, x, mean, inv_std, running_mean,
                             running_spread);
  map_rows(queue, num_windows(s), s.num_channels, packs_fit(s.num_channels, x, y, index),
           ForwardMap<T>{Windows(s), batch_parameters(mean, inv_std, gamma, beta), x, y, index});
}

template <typename T>
void batch_norm_glu_pool_backward(Queue& queue, const BatchNormGluPoolShape& s, const T* x,
                                  const float* gamma, const float* beta, const float* mean,
                                  const float* inv_std, const std::uint8_t* index, const T* d_y,
                                  T* d_x, float* d_gamma, float* d_beta) {
  check(s);
  const Windows windows(s);
  const Inputs<T> inputs{batch_parameters(mean, inv_std, gamma, beta), x, index, d_y};
  const bool packed = packs_fit(s.num_channels, x, index, d_y, d_x);
  const GradientScratch scratch = scratch_of(s, queue.scratch(scratch_of(s, nullptr).bytes));
  column_sums(queue, num_windows(s), s.num_channels, packed, GradientTerms<T>{windows, inputs},
              scratch.partial,
              GradientFinish{static_cast<double>(s.num_rows * s.num_bins), s.num_channels, inv_std,
                             d_gamma, d_beta, scratch.part});
  map_rows(queue, s.num_rows * windows.num_parts, s.num_channels, packed,
           BackwardMap<T>{windows, inputs, scratch.part, d_x});
}

const DeviceKernel kScratchBytes{"batch_norm_glu_pool_scratch_bytes",
                                 batch_norm_glu_pool_scratch_bytes};
template <typename T>
struct Kernels {
  DeviceKernel forward{"batch_norm_glu_pool_forward", batch_norm_glu_pool_forward<T>};
  DeviceKernel backward{"batch_norm_glu_pool_backward", batch_norm_glu_pool_backward<T>};
};
const Kernels<float> kInFloat;
const Kernels<Bfloat16> kInBfloat16;

}  // namespace
}  // namespace cantus::gpu
