// Max-pooling. Forward reads every value that a window holds, once from memory where windows do not
// overlap, and writes y and one byte each: 4 + 5 / values of a window bytes an element of x.
// Backward writes d_x whole and reads d_y and the index: as many bytes. A thread takes a pack of
// channels of one window, or, backward, of one input: it gathers what the windows over it send, in
// their order, so that there is neither an atomic addition nor a pass that writes zeros first. The
// neighbours in the window read the same d_y and index: those come from the caches.
#include "kernels/core/channel_pack_cuda.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/core/map_rows_cuda.h"
#include "kernels/max_pool/max_pool.h"
#include "kernels/max_pool/pool_winner_cuda.h"

namespace cantus::gpu {
namespace {

// MaxPoolShape in 32 bits: places are found by division, which takes a GPU four times as long
// in 64.
struct Window {
  int t, f, out_t, out_f;
  int window_t, window_f, stride_t, stride_f, dilation_t;
  std::int64_t num_channels;
};

int narrow(std::int64_t value) {
  CANTUS_REQUIRE(value >= 0 && value <= 0x7fffffff, "a pooling shape does not fit into 32 bits");
  return static_cast<int>(value);
}

Window window_of(const MaxPoolShape& s) {
  narrow(s.n * s.t * s.f);
  return {narrow(s.t),          narrow(s.f),
          narrow(s.out_t()),    narrow(s.out_f()),
          narrow(s.window_t),   narrow(s.window_f),
          narrow(s.stride_t),   narrow(s.stride_f),
          narrow(s.dilation_t), s.c};
}

constexpr int kTapsAtOnce = 4;

// Rows are (sample, output frame, output bin).
template <typename T>
struct PoolMap {
  static constexpr int kRowsAtOnce = 1;
  static constexpr int kBlocksEach = 4;

  Window w;
  const T* x;
  T* y;
  std::uint8_t* index;

  template <int kWidth>
  struct Columns {
    const PoolMap& map;
    std::int64_t channel;

    __device__ Columns(const PoolMap& m, std::int64_t channel) : map(m), channel(channel) {}

    // The values of one frame of a window, from the first one at `in` on.
    __device__ void take_frame(const T* in, int first_tap, PoolWinner<kWidth>& best) const {
      const std::int64_t step = map.w.num_channels;
      for (int j = 0; j < map.w.window_f; j += kTapsAtOnce) {
        Pack<T, kWidth> v[kTapsAtOnce];
        for (int k = 0; k < kTapsAtOnce; ++k)
          if (j + k < map.w.window_f) v[k] = load_pack<kWidth>(in + (j + k) * step);
        for (int k = 0; k < kTapsAtOnce; ++k)
          if (j + k < map.w.window_f) best.take(first_tap + j + k, v[k]);
      }
    }

    template <int kRows>
    __device__ void run(std::int64_t row, std::int64_t) const {
      const Window& w = map.w;
      const unsigned place = static_cast<unsigned>(row);
      const unsigned frame = place / w.out_f;  // counted over all samples
      const unsigned sample = frame / w.out_t;
      const std::int64_t first_frame =
          static_cast<std::int64_t>(sample) * w.t + (frame - sample * w.out_t) * w.stride_t;
      const std::int64_t first_bin = (place - frame * w.out_f) * w.stride_f;
      const T* in = map.x + (first_frame * w.f + first_bin) * w.num_channels + channel;
      const std::int64_t step = static_cast<std::int64_t>(w.dilation_t) * w.f * w.num_channels;
      PoolWinner<kWidth> best;
      for (int i = 0; i < w.window_t; ++i) take_frame(in + i * step, i * w.window_f, best);
      best.store(row * w.num_channels + channel, map.y, map.index);
    }
  };
};

// The outputs whose windows may hold one place of the input, along one axis.
struct Outputs {
  int first, last;

  __device__ Outputs(int place, int window, int stride, int dilation, int count) {
    const int before = place - dilation * (window - 1);
    first = before > 0 ? (before + stride - 1) / stride : 0;
    last = min(place / stride, count - 1);
  }
};

// Rows are (sample, frame, bin) of the input.
template <typename T>
struct PoolGradientMap {
  static constexpr int kRowsAtOnce = 1;
  static constexpr int kBlocksEach = 3;

  Window w;
  const std::uint8_t* index;
  const T* d_y;
  T* d_x;

  template <int kWidth>
  struct Columns {
    const PoolGradientMap& map;
    std::int64_t channel;

    __device__ Columns(const PoolGradientMap& m, std::int64_t channel) : map(m), channel(channel) {}

    __device__ void add(std::int64_t out, int tap, Pack<float, kWidth>& sum) const {
      const auto won = load_pack<kWidth>(map.index + out);
      const auto d = load_pack<kWidth>(map.d_y + out);
      for (int i = 0; i < kWidth; ++i) sum.at[i] += won.at[i] == tap ? float{d.at[i]} : 0.0f;
    }

    template <int kRows>
    __device__ void run(std::int64_t row, std::int64_t) const {
      const Window& w = map.w;
      const unsigned place = static_cast<unsigned>(row);
      const unsigned frame = place / w.f;
      const unsigned sample = frame / w.t;
      const int t = static_cast<int>(frame - sample * w.t);
      const int f = static_cast<int>(place - frame * w.f);
      const Outputs frames(t, w.window_t, w.stride_t, w.dilation_t, w.out_t);
      const Outputs bins(f, w.window_f, w.stride_f, 1, w.out_f);
      Pack<float, kWidth> sum = {};
      for (int o = frames.first; o <= frames.last; ++o) {
        const int i = t - o * w.stride_t;
        if (w.dilation_t > 1 && i % w.dilation_t != 0) continue;
        for (int p = bins.first; p <= bins.last; ++p) {
          const int j = f - p * w.stride_f;
          const std::int64_t window =
              (static_cast<std::int64_t>(sample) * w.out_t + o) * w.out_f + p;
          add(window * w.num_channels + channel, i / w.dilation_t * w.window_f + j, sum);
        }
      }
      Pack<T, kWidth> stored;
      for (int i = 0; i < kWidth; ++i) stored.at[i] = T(sum.at[i]);
      store_pack(map.d_x + row * w.num_channels + channel, stored);
    }
  };
};

template <typename T>
void max_pool_forward(Queue& queue, const MaxPoolShape& s, const T* x, T* y, std::uint8_t* index) {
  const Window window = window_of(s);
  map_rows(queue, s.n * s.out_t() * s.out_f(), s.c, packs_fit(s.c, x, y, index),
           PoolMap<T>{window, x, y, index});
}

template <typename T>
void max_pool_backward(Queue& queue, const MaxPoolShape& s, const std::uint8_t* index, const T* d_y,
                       T* d_x) {
  const Window window = window_of(s);
  map_rows(queue, s.n * s.t * s.f, s.c, packs_fit(s.c, index, d_y, d_x),
           PoolGradientMap<T>{window, index, d_y, d_x});
}

template <typename T>
struct Kernels {
  DeviceKernel forward{"max_pool_forward", max_pool_forward<T>};
  DeviceKernel backward{"max_pool_backward", max_pool_backward<T>};
};
const Kernels<float> kInFloat;
const Kernels<Bfloat16> kInBfloat16;

}  // namespace
}  // namespace cantus::gpu
