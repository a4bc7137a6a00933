#include "kernels/core/batches.h"

namespace cantus {

void rows_to_lanes(const float* rows, std::int64_t stride, std::int64_t valid, std::int64_t count,
                   const float* weights, Lanes* lanes) {
  const float* row[kLanes];
  for (std::int64_t f = 0; f < kLanes; ++f) row[f] = rows + std::min(f, valid - 1) * stride;
  for (std::int64_t i = 0; i < count; i += kLanes) {
    Lanes tile[kLanes];
    const std::int64_t width = std::min<std::int64_t>(count - i, kLanes);
    if (width == kLanes) {
#pragma GCC unroll 16
      for (int f = 0; f < kLanes; ++f) tile[f] = load_lanes(row[f] + i);
    } else {
      for (int f = 0; f < kLanes; ++f) tile[f] = load_lanes(row[f] + i, width);
    }
    if (weights != nullptr) {
      const Lanes weight = load_lanes(weights + i);
#pragma GCC unroll 16
      for (int f = 0; f < kLanes; ++f) tile[f] *= weight;
    }
    transpose(tile);
    if (width == kLanes) {
#pragma GCC unroll 16
      for (int f = 0; f < kLanes; ++f) lanes[i + f] = tile[f];
    } else {
      for (int f = 0; f < width; ++f) lanes[i + f] = tile[f];
    }
  }
}

void lanes_to_rows(const Lanes* lanes, std::int64_t stride, std::int64_t valid, std::int64_t count,
                   float* rows) {
  for (std::int64_t i = 0; i < count; i += kLanes) {
    Lanes tile[kLanes] = {};
    const std::int64_t width = std::min<std::int64_t>(count - i, kLanes);
    if (width == kLanes) {
#pragma GCC unroll 16
      for (int f = 0; f < kLanes; ++f) tile[f] = lanes[i + f];
    } else {
      for (int f = 0; f < width; ++f) tile[f] = lanes[i + f];
    }
    transpose(tile);
    if (width == kLanes && valid == kLanes) {
#pragma GCC unroll 16
      for (int f = 0; f < kLanes; ++f) store_lanes(rows + f * stride + i, tile[f]);
    } else {
      for (int f = 0; f < valid; ++f) store_lanes(rows + f * stride + i, tile[f], width);
    }
  }
}

}  // namespace cantus
