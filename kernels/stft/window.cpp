#include "kernels/stft/window.h"

#include <cmath>

namespace cantus {

std::vector<double> symmetric_window(WindowKind kind, std::int64_t n) {
  constexpr double kPi = 3.14159265358979323846;
  const double centre = kind == WindowKind::kHann ? 0.5 : 0.54;
  std::vector<double> window(n, 1.0);
  for (std::int64_t i = 0; n > 1 && i < n; ++i) {
    // counted from the middle, so that both halves have the same bits
    const double angle = kPi * static_cast<double>(2 * i + 1 - n) / static_cast<double>(n - 1);
    window[i] = centre + (1 - centre) * std::cos(angle);
  }
  return window;
}

}  // namespace cantus
