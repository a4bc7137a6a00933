#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// The B-spline of degree 2 at distance d from its centre.
template <typename T>
T quadratic_spline(T d) {
  const T a = std::abs(d);
  if (a < T(0.5)) return T(0.75) - a * a;
  return a < T(1.5) ? T(0.5) * (T(1.5) - a) * (T(1.5) - a) : T(0);
}

inline std::int64_t mirrored(std::int64_t k, std::int64_t size) {
  if (k < 0) return -k;
  return k < size ? k : 2 * (size - 1) - k;
}

// An image of `rows` by `columns` spline coefficients at (y, x); 0 outside.
template <typename T>
T spline_image(const T* coefficients, std::int64_t rows, std::int64_t columns, double y, double x) {
  if (y < 0 || x < 0 || y > static_cast<double>(rows - 1) || x > static_cast<double>(columns - 1))
    return 0;
  const auto r = static_cast<std::int64_t>(std::floor(y));
  const auto c = static_cast<std::int64_t>(std::floor(x));
  T sum = 0;
  for (std::int64_t i = r - 1; i <= r + 2; ++i)
    for (std::int64_t j = c - 1; j <= c + 2; ++j)
      sum += quadratic_spline(static_cast<T>(y - static_cast<double>(i))) *
             quadratic_spline(static_cast<T>(x - static_cast<double>(j))) *
             coefficients[mirrored(i, rows) * columns + mirrored(j, columns)];
  return sum;
}

// An excerpt's warp, in frames, bins and natural logarithms.
struct Change {
  double first_frame, frame_step, bin_step, filter_centre, filter_width, filter_peak;
};

template <typename T>
T changed(const T* coefficients, std::int64_t rows, std::int64_t columns, const Change& change,
          std::int64_t frame, std::int64_t bin) {
  const T magnitude =
      spline_image(coefficients, rows, columns,
                   change.first_frame + static_cast<double>(frame) * change.frame_step,
                   static_cast<double>(bin) * change.bin_step);
  const T z = (static_cast<T>(bin) - T(change.filter_centre)) / T(change.filter_width);
  const T factor = std::exp(T(change.filter_peak) * std::exp(-z * z / 2));
  return std::log1p(std::max(magnitude, T(0)) * factor);
}

// Unser 1999: convolves the samples of an infinite signal with the inverse of the B-spline's values
// (1/8, 6/8, 1/8), which is 8 z / (z^2 - 1) z^|k|; the signal is mirrored at its ends.
template <typename T>
std::vector<T> spline_coefficients(const std::vector<T>& x) {
  const auto n = static_cast<std::int64_t>(x.size());
  if (n == 1) return x;
  const double z = std::sqrt(8.0) - 3;
  std::vector<T> c(n, 0);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t k = -40; k <= 40; ++k) {
      const std::int64_t period = 2 * (n - 1);
      const std::int64_t place = ((i + k) % period + period) % period;
      c[i] +=
          T(8 * z / (z * z - 1) * std::pow(z, std::abs(k))) * x[std::min(place, period - place)];
    }
  return c;
}

// Along both axes of an image.
template <typename T>
void spline_prefilter(std::int64_t rows, std::int64_t columns, const std::vector<T>& x,
                      std::vector<T>& c) {
  c = x;
  for (std::int64_t j = 0; j < columns; ++j) {
    std::vector<T> line;
    for (std::int64_t i = 0; i < rows; ++i) line.push_back(c[i * columns + j]);
    line = spline_coefficients(line);
    for (std::int64_t i = 0; i < rows; ++i) c[i * columns + j] = line[i];
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto line =
        spline_coefficients(std::vector<T>(c.begin() + i * columns, c.begin() + (i + 1) * columns));
    std::copy(line.begin(), line.end(), c.begin() + i * columns);
  }
}

}  // namespace cantus::reference
