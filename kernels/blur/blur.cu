#include "kernels/blur/blur.h"

#include <cmath>

#include "kernels/blur/blur_body.h"
#include "kernels/core/error.h"
#include "kernels/core/launch.h"

namespace cantus {

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
