#include "kernels/blur/blur.h"

#include <cmath>
#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/error.h"
#include "kernels/core/launch.h"

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
    while (i < 0 || i >= length) i = i < 0 ? -1 - i : 2 * length - 1 - i;
    return i;
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

template <typename T>
void gaussian_blur(Queue& queue, BlurAxis axis, std::int64_t num_rows, std::int64_t num_columns,
                   double sigma, const T* x, T* y) {
  CANTUS_REQUIRE(sigma > 0 && sigma <= 8, "a blur of more than nothing and at most 8");
  const bool along_rows = axis == BlurAxis::kRows;
  GaussianBlur<T> body{along_rows ? num_rows : num_columns,
                       num_columns,
                       along_rows,
                       static_cast<int>(4 * sigma + 0.5),
                       {},
                       x,
                       y};
  double sum = 0;
  for (int k = -body.radius; k <= body.radius; ++k) sum += std::exp(-0.5 * k * k / (sigma * sigma));
  for (int k = 0; k <= body.radius; ++k)
    body.weight[k] = static_cast<T>(std::exp(-0.5 * k * k / (sigma * sigma)) / sum);
  for_each(queue, num_rows, num_columns, body);
}

template decltype(gaussian_blur<float>) gaussian_blur<float>;
template decltype(gaussian_blur<double>) gaussian_blur<double>;

}  // namespace cantus
