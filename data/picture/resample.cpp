#include "data/picture/resample.h"

#include <algorithm>
#include <cmath>

namespace cantus {
namespace {

// Adds weight * source row to the row `out`.
void add_row(const Image& image, std::int64_t row, double weight, float* out) {
  row = std::clamp<std::int64_t>(row, 0, image.num_rows - 1);
  const float* from = &image.values[static_cast<std::size_t>(row * image.num_columns)];
  for (std::int64_t i = 0; i < image.num_columns; ++i) {
    out[i] += static_cast<float>(weight) * from[i];
  }
}

void average(const Image& image, double low, double high, float* out) {
  const auto last = static_cast<std::int64_t>(std::ceil(high));
  for (auto row = static_cast<std::int64_t>(std::floor(low)); row < last; ++row) {
    const double part = std::min(high, row + 1.0) - std::max(low, static_cast<double>(row));
    if (part > 0) add_row(image, row, part / (high - low), out);
  }
}

void interpolate(const Image& image, double at, float* out) {
  const double below = std::floor(at - 0.5);
  const double part = at - 0.5 - below;
  add_row(image, static_cast<std::int64_t>(below), 1 - part, out);
  add_row(image, static_cast<std::int64_t>(below) + 1, part, out);
}

}  // namespace

Image resample_rows(const Image& image, double first, double last, std::int64_t num_rows) {
  Image out{num_rows, image.num_columns, {}};
  out.values.assign(static_cast<std::size_t>(num_rows * image.num_columns), 0.0f);
  const double step = (last - first) / static_cast<double>(num_rows);
  for (std::int64_t row = 0; row < num_rows; ++row) {
    float* to = &out.values[static_cast<std::size_t>(row * image.num_columns)];
    const double low = first + step * static_cast<double>(row);
    if (step > 1) {
      average(image, low, low + step, to);
    } else {
      interpolate(image, low + step / 2, to);
    }
  }
  return out;
}

Image transposed(const Image& image) {
  Image out{image.num_columns, image.num_rows, std::vector<float>(image.values.size())};
  for (std::int64_t i = 0; i < image.num_rows; ++i) {
    for (std::int64_t k = 0; k < image.num_columns; ++k) {
      out.values[static_cast<std::size_t>(k * image.num_rows + i)] =
          image.values[static_cast<std::size_t>(i * image.num_columns + k)];
    }
  }
  return out;
}

}  // namespace cantus
