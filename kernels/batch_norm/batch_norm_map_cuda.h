#pragma once

#include <type_traits>

#include "kernels/batch_norm/batch_norm_cuda.h"

// The element-by-element half of batch normalization: maps for map_rows. Each thread keeps its
// channels' parameters in registers and has up to
// 64 bytes of each array under way.
namespace cantus::gpu {

// y = rectifier(affine(x))
template <class Rectifier, typename T>
struct BatchNormMap {
  static constexpr int kRowsAtOnce = 16 / sizeof(T);
  static constexpr int kBlocksEach = 4;

  Rectifier rectifier;
  std::int64_t num_channels;
  AffineParameters parameters;
  const T* x;
  T* y;

  template <int kWidth>
  struct Columns {
    BatchNormMap map;
    std::int64_t channel;
    PackAffine<kWidth> affine;

    __device__ Columns(const BatchNormMap& m, std::int64_t channel)
        : map(m), channel(channel), affine(m.parameters, channel) {}

    template <int kRows>
    __device__ void run(std::int64_t row, std::int64_t stride) const {
      const std::int64_t first = row * map.num_channels + channel;
      const std::int64_t step = stride * map.num_channels;
      Pack<T, kWidth> v[kRows];
      for (int k = 0; k < kRows; ++k) v[k] = load_pack<kWidth>(map.x + first + k * step);
      for (int k = 0; k < kRows; ++k) {
        for (int i = 0; i < kWidth; ++i)
          v[k].at[i] = T(map.rectifier.forward(affine(v[k].at[i], i)));
        store_pack(map.y + first + k * step, v[k]);
      }
    }
  };
};

// As PackGradient, where the statistics are constants.
template <int kWidth>
struct PackConstantGradient {
  __device__ PackConstantGradient(const StatisticsPart&, std::int64_t) {}

  __device__ float operator()(const PackAffine<kWidth>& affine, float, float d, int i) const {
    return affine.scale.at[i] * d;
  }
};

// d_x from rectifier'(d_y).
template <class Rectifier, typename T, bool kThroughStatistics>
struct BatchNormGradientMap {
  static constexpr int kRowsAtOnce = 8 / sizeof(T);
  static constexpr int kBlocksEach = 4;

  Rectifier rectifier;
  std::int64_t num_channels;
  AffineParameters parameters;
  const T* x;
  const T* d_y;
  T* d_x;
  StatisticsPart part;

  template <int kWidth>
  struct Columns {
    BatchNormGradientMap map;
    std::int64_t channel;
    PackAffine<kWidth> affine;
    std::conditional_t<kThroughStatistics, PackGradient<kWidth>, PackConstantGradient<kWidth>>
        gradient;

    __device__ Columns(const BatchNormGradientMap& m, std::int64_t channel)
        : map(m), channel(channel), affine(m.parameters, channel), gradient(m.part, channel) {}

    template <int kRows>
    __device__ void run(std::int64_t row, std::int64_t stride) const {
      const std::int64_t first = row * map.num_channels + channel;
      const std::int64_t step = stride * map.num_channels;
      Pack<T, kWidth> x[kRows], d[kRows];
      for (int k = 0; k < kRows; ++k) {
        x[k] = load_pack<kWidth>(map.x + first + k * step);
        d[k] = load_pack<kWidth>(map.d_y + first + k * step);
      }
      for (int k = 0; k < kRows; ++k) {
        for (int i = 0; i < kWidth; ++i) {
          const float behind =
              map.rectifier.backward(affine(x[k].at[i], i), static_cast<float>(d[k].at[i]));
          d[k].at[i] = T(gradient(affine, x[k].at[i], behind, i));
        }
        store_pack(map.d_x + first + k * step, d[k]);
      }
    }
  };
};

}  // namespace cantus::gpu
