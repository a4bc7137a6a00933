#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/core/tile.h"

// Vector registers of neighbouring channels, for CPU loops whose maxima must stay in registers
// while an inner loop runs: the compiler by itself vectorises only innermost loops.
namespace cantus::channel_lanes {

template <typename T>
struct Types;

template <>
struct Types<float> {
  static constexpr std::int64_t kCount = kVectorSize<float>;
  using Number = std::int32_t;  // one lane of a mask
  using Value = Vector<float>;
  using Mask = Vector<Number>;  // of comparisons: -1 or 0
  typedef std::uint8_t Byte __attribute__((vector_size(16)));
};

template <>
struct Types<double> {
  static constexpr std::int64_t kCount = kVectorSize<double>;
  using Number = std::int64_t;
  using Value = Vector<double>;
  using Mask = Vector<Number>;
  typedef std::uint8_t Byte __attribute__((vector_size(8)));
};

// Moves whole registers.
struct Whole {
  template <class Vector, typename T>
  Vector load(const T* from) const {
    Vector v;
    std::memcpy(&v, from, sizeof v);
    return v;
  }

  template <class Vector, typename T>
  void store(const Vector& v, T* to) const {
    std::memcpy(to, &v, sizeof v);
  }
};

// Moves only the first lanes, for the channels after the last whole register; the others read 0.
struct Part {
  std::int64_t num_lanes;

  template <class Vector, typename T>
  Vector load(const T* from) const {
    Vector v{};
    for (std::int64_t i = 0; i < num_lanes; ++i) v[i] = from[i];
    return v;
  }

  template <class Vector, typename T>
  void store(const Vector& v, T* to) const {
    for (std::int64_t i = 0; i < num_lanes; ++i) to[i] = v[i];
  }
};

// Calls run(first channel, lanes) for all channels of a row, a register at a time.
template <typename T, class Run>
void for_each_register(std::int64_t num_channels, const Run& run) {
  std::int64_t c = 0;
  for (; c + Types<T>::kCount <= num_channels; c += Types<T>::kCount) run(c, Whole{});
  if (c < num_channels) run(c, Part{num_channels - c});
}

}  // namespace cantus::channel_lanes
