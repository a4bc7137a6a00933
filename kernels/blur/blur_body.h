#pragma once

#include <cstdint>

#include "kernels/blur/blur.h"
#include "kernels/core/body.h"

namespace cantus {

// Over rows and columns.
template <typename T>
struct GaussianBlur {
  std::int64_t length, num_columns;  // of the blurred axis; of the image
  bool along_rows;                   // from row to row
  int radius;
  T weight[kMaxBlurRadius + 1];  // by distance
  const T* x;
  T* y;

  CANTUS_BODY std::int64_t mirrored(std::int64_t i) const {
    const std::int64_t period = 2 * length;
    const std::int64_t place = ((i % period) + period) % period;
    return place < length ? place : period - 1 - place;
  }
  CANTUS_BODY T at(std::int64_t row, std::int64_t column, std::int64_t offset) const {
    return along_rows ? x[mirrored(row + offset) * num_columns + column]
                      : x[row * num_columns + mirrored(column + offset)];
  }

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t column) const {
    T sum = weight[0] * at(row, column, 0);
    for (int k = 1; k <= radius; ++k) sum += weight[k] * (at(row, column, -k) + at(row, column, k));
    y[row * num_columns + column] = sum;
  }
};

}  // namespace cantus
