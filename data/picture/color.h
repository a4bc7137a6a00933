#pragma once

#include <cstdint>

namespace cantus {

// sRGB, 8 bits a channel.
struct Color {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;
};

// Dark to bright over `t` in [0, 1] (clamped): lightness rises in equal perceived steps while the
// hue turns from indigo over red to yellow. Computed in OKLCh (Ottosson 2020, "A perceptual color
// space for image processing").
Color heat_color(double t);

// The colour of OKLCh lightness [0, 1], chroma and hue; the chroma is lowered until sRGB can show
// it.
Color color_from_oklch(double lightness, double chroma, double hue_degrees);

}  // namespace cantus
