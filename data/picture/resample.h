#pragma once

#include <cstdint>
#include <vector>

namespace cantus {

// A matrix of float32, row-major.
struct Image {
  std::int64_t num_rows = 0;
  std::int64_t num_columns = 0;
  std::vector<float> values;  // [num_rows, num_columns]
};

// `image` with `num_rows` rows that cover the source rows [first, last): each is the mean over its
// part of the source when it shrinks, and lies on the line between row centres when it grows. Rows
// outside the source take the value of the nearest one.
Image resample_rows(const Image& image, double first, double last, std::int64_t num_rows);

Image transposed(const Image& image);

}  // namespace cantus
