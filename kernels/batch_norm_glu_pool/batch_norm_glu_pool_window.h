#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/batch_norm/batch_norm_rows.h"
#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool.h"
#include "kernels/core/channel_lanes.h"
#include "kernels/core/math.h"
#include "kernels/glu/gate.h"
#include "kernels/max_pool/pool_winner.h"

// One pooling window, for up to kTile neighbouring channels at once: what is known of a window
// stays in the first-level cache.
namespace cantus::batch_norm_glu_pool {

constexpr std::int64_t kTile = 64;

using batch_norm::Affine;  // of the 2 C channels

// Takes Affine's place for values that are normalized already.
struct Unchanged {
  template <typename T>
  T operator()(T x, std::int64_t) const {
    return x;
  }
};

// Which channels of which window, and where they lie.
struct Place {
  Place(const BatchNormGluPoolShape& shape, std::int64_t window, std::int64_t first_channel)
      : row_size(2 * shape.num_channels),
        linear(first_channel),
        gate(shape.num_channels + first_channel),
        width(std::min(kTile, shape.num_channels - first_channel)),
        in((window / shape.num_windows() * shape.num_bins +
            window % shape.num_windows() * shape.pool) *
           row_size),
        out(window * shape.num_channels + first_channel) {}

  std::int64_t row_size;  // distance of two bins
  std::int64_t linear;    // first channel of the linear half
  std::int64_t gate;      // first channel of the gate
  std::int64_t width;     // number of channels
  std::int64_t in;        // of the window's first bin in x
  std::int64_t out;       // in y and the index
};

// Behind the gate: v [kTile] of one bin, zeros behind the width.
template <typename T, class Map>
void gate_bin(const Place& at, const Map& normalize, const T* in, T* v) {
#pragma omp simd
  for (std::int64_t c = 0; c < at.width; ++c) {
    const T a = normalize(in[at.linear + c], at.linear + c);
    v[c] = a * math::sigmoid(normalize(in[at.gate + c], at.gate + c));
  }
}

// The maxima are kept by whole registers: the loop above would store them under a mask, and what
// is stored so cannot be read again without waiting for memory.
template <typename T, class Map>
void pool_window(std::int64_t pool, const Place& at, const Map& normalize, const T* x, T* y,
                 std::uint8_t* index) {
  using Types = channel_lanes::Types<T>;
  using Value = typename Types::Value;
  using Mask = typename Types::Mask;
  constexpr std::int64_t kRegisters = kTile / Types::kCount;
  constexpr channel_lanes::Whole whole;
  alignas(64) T v[kTile] = {};
  channel_lanes::PoolWinner<T> best[kRegisters];
  gate_bin(at, normalize, x + at.in, v);
  for (std::int64_t i = 0; i < kRegisters; ++i)
    best[i] = {whole.template load<Value>(v + i * Types::kCount)};
  for (std::int64_t bin = 1; bin < pool; ++bin) {
    gate_bin(at, normalize, x + at.in + bin * at.row_size, v);
    const Mask number = Mask{} + static_cast<std::int32_t>(bin);
    for (std::int64_t i = 0; i < kRegisters; ++i)
      best[i].take(number, whole.template load<Value>(v + i * Types::kCount));
  }
  channel_lanes::for_each_register<T>(at.width, [&](std::int64_t c, auto lanes) {
    const std::int64_t i = c / Types::kCount;
    lanes.store(best[i].value, y + at.out + c);
    lanes.store(__builtin_convertvector(best[i].number, typename Types::Byte), index + at.out + c);
  });
}

// The bins of a window are read register by register, a pattern that processors do not foresee:
// without asking ahead the backward pass takes 2.4 times as long.
constexpr std::int64_t kWindowsAhead = 4;

// The gradient at the winners of a window, behind the normalization.
template <typename T>
struct WindowGradient {
  typename channel_lanes::Types<T>::Number winner[kTile];
  T x_linear[kTile], x_gate[kTile];  // the winners' x
  T d_linear[kTile], d_gate[kTile];

  template <class Map>
  void find(std::int64_t pool, const Place& at, const Map& normalize, const T* x,
            const std::uint8_t* index, const T* d_y) {
    using Types = channel_lanes::Types<T>;
    channel_lanes::for_each_register<T>(at.width, [&](std::int64_t c, auto lanes) {
      using Value = typename Types::Value;
      using Mask = typename Types::Mask;
      using Byte = typename Types::Byte;
      const Mask won = __builtin_convertvector(lanes.template load<Byte>(index + at.out + c), Mask);
      Value linear{};
      Value gate{};
      Mask number{};
      const T* in = x + at.in + c;
      const std::int64_t ahead = kWindowsAhead * pool * at.row_size;
      for (std::int64_t bin = 0; bin < pool; ++bin, number += 1, in += at.row_size) {
        __builtin_prefetch(in + at.linear + ahead);
        __builtin_prefetch(in + at.gate + ahead);
        const Value a = lanes.template load<Value>(in + at.linear);
        const Value b = lanes.template load<Value>(in + at.gate);
        linear = won == number ? a : linear;
        gate = won == number ? b : gate;
      }
      constexpr channel_lanes::Whole whole;
      whole.store(won, winner + c);
      whole.store(linear, x_linear + c);
      whole.store(gate, x_gate + c);
    });
#pragma omp simd
    for (std::int64_t c = 0; c < at.width; ++c) {
      const T a = normalize(x_linear[c], at.linear + c);
      const T sigmoid = math::sigmoid(normalize(x_gate[c], at.gate + c));
      gate_gradients(a, sigmoid, d_y[at.out + c], d_linear[c], d_gate[c]);
    }
  }
};

}  // namespace cantus::batch_norm_glu_pool
