#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// The widest blur: weights reach as far as int(4 sigma + 0.5).
inline constexpr int kMaxBlurRadius = 32;

enum class BlurAxis { kRows, kColumns };

// A Gaussian blur along one axis of an image; a blur in both is two of them
// (scipy.ndimage.gaussian_filter1d with its defaults; Schlueter 2016, section 4.1: sigma 1):
//   y_i = sum_k g_k x_{m(i + k)},  g_k = exp(-k^2 / 2 sigma^2) / sum,  |k| <= int(4 sigma + 0.5)
// where m mirrors the image behind its first and last element, both repeated: b a | a b c | c b.
// The sum runs from the centre outwards. T is float or double.
//   x, y [num_rows, num_columns], not the same array; 0 < sigma <= 8
template <typename T>
void gaussian_blur(Queue& queue, BlurAxis axis, std::int64_t num_rows, std::int64_t num_columns,
                   double sigma, const T* x, T* y);

}  // namespace cantus
