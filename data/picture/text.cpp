#include "data/picture/text.h"

#include "data/picture/font.h"

namespace cantus {
namespace {

// Appends a glyph as strokes between the centres of adjacent lit cells. A diagonal joins two cells
// only where no lit cell is adjacent to both.
void append_glyph(Letter letter, Point origin, double scale, std::vector<Stroke>* strokes) {
  const auto rows = glyph_rows(letter);
  const auto is_lit = [&](int row, int column) {
    return row >= 0 && row < kGlyphRows && column >= 0 && column < kGlyphColumns &&
           (rows[row] >> (kGlyphColumns - 1 - column) & 1) != 0;
  };
  const auto centre = [&](int row, int column) {
    return Point{origin.x + (column + 0.5) * scale, origin.y + (row - kGlyphBaseRow + 0.5) * scale};
  };
  for (int row = 0; row < kGlyphRows; ++row) {
    for (int column = 0; column < kGlyphColumns; ++column) {
      if (!is_lit(row, column)) continue;
      const Point here = centre(row, column);
      strokes->push_back({here, here});
      if (is_lit(row, column + 1)) strokes->push_back({here, centre(row, column + 1)});
      if (!is_lit(row + 1, column)) {
        for (const int side : {-1, 1}) {
          if (is_lit(row + 1, column + side) && !is_lit(row, column + side)) {
            strokes->push_back({here, centre(row + 1, column + side)});
          }
        }
      } else {
        strokes->push_back({here, centre(row + 1, column)});
      }
    }
  }
}

}  // namespace

double text_width(const std::string& text, double scale) {
  const std::size_t length = letters_of(text).size();
  if (length == 0) return 0;
  return scale * (static_cast<double>(length) * kGlyphAdvance - (kGlyphAdvance - kGlyphColumns));
}

void draw_text(Canvas* canvas, Point anchor, const std::string& text, const TextStyle& style) {
  const double width = text_width(text, style.scale);
  if (style.align == Align::kCentre) anchor.x -= width / 2;
  if (style.align == Align::kRight) anchor.x -= width;
  std::vector<Stroke> strokes;
  for (const Letter letter : letters_of(text)) {
    append_glyph(letter, anchor, style.scale, &strokes);
    anchor.x += kGlyphAdvance * style.scale;
  }
  canvas->draw(strokes, 0.95 * style.scale, style.color);
}

}  // namespace cantus
