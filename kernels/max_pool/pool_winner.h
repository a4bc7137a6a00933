#pragma once

#include "kernels/core/channel_lanes.h"

// gpu::PoolWinner for the CPU's registers of channels.
namespace cantus::channel_lanes {

// The largest value of a window so far, for the channels of one register, and which value it was:
// the first among equals; NaN wins over every number. Begins with the window's first value.
template <typename T>
struct PoolWinner {
  using Value = typename Types<T>::Value;
  using Mask = typename Types<T>::Mask;

  Value value;
  Mask number{};

  [[gnu::always_inline]] void take(const Mask& rival_number, const Value& rival) {
    const Mask wins = (rival > value) | ((rival != rival) & (value == value));
    value = wins ? rival : value;
    number = wins ? rival_number : number;
  }
};

}  // namespace cantus::channel_lanes
