#include "data/picture/color.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cantus {
namespace {

using Linear = std::array<double, 3>;

// The two matrices of OKLab: Lab -> cube roots of the cone responses -> linear sRGB.
Linear linear_srgb(double lightness, double a, double b) {
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3.0);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3.0);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3.0);
  return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

bool is_shown(const Linear& color) {
  return std::all_of(color.begin(), color.end(),
                     [](double value) { return value >= -1e-4 && value <= 1.0001; });
}

std::uint8_t encoded(double linear) {
  const double value = std::clamp(linear, 0.0, 1.0);
  const double gamma =
      value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1.0 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(255.0 * gamma));
}

}  // namespace

Color color_from_oklch(double lightness, double chroma, double hue_degrees) {
  const double hue = hue_degrees * std::numbers::pi / 180.0;
  Linear color = linear_srgb(lightness, chroma * std::cos(hue), chroma * std::sin(hue));
  while (!is_shown(color) && chroma > 1e-3) {
    chroma *= 0.97;
    color = linear_srgb(lightness, chroma * std::cos(hue), chroma * std::sin(hue));
  }
  return {encoded(color[0]), encoded(color[1]), encoded(color[2])};
}

Color heat_color(double t) {
  t = std::clamp(t, 0.0, 1.0);
  const double chroma = 0.03 + 0.19 * std::sin(std::numbers::pi * std::pow(t, 0.8));
  return color_from_oklch(0.14 + 0.82 * t, chroma, 280.0 + 185.0 * t);
}

}  // namespace cantus
