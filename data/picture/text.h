#pragma once

#include <string>

#include "data/picture/canvas.h"

namespace cantus {

enum class Align { kLeft, kCentre, kRight };

struct TextStyle {
  Color color;
  double scale = 2.0;  // pixels per cell of the font: capitals are 7 cells high
  Align align = Align::kLeft;
};

// Width in pixels. See letters_of() for the characters that can be shown.
double text_width(const std::string& text, double scale);

// Draws one line; `anchor` is on the base line, at the left end, the middle or the right end. The
// font's lit cells are joined into round strokes, so that text stays smooth at any scale.
void draw_text(Canvas* canvas, Point anchor, const std::string& text, const TextStyle& style);

}  // namespace cantus
