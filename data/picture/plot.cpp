#include "data/picture/plot.h"

#include "data/picture/palette.h"
#include "data/picture/text.h"

namespace cantus {

void draw_map(Canvas* canvas, double left, double top, double height, const Image& by_column,
              const std::function<Color(double)>& color_of) {
  const auto num_rows = static_cast<std::int64_t>(height);
  const Image rows =
      resample_rows(transposed(by_column), 0, static_cast<double>(by_column.num_columns), num_rows);
  const int x = static_cast<int>(left), bottom = static_cast<int>(top + height) - 1;
  for (std::int64_t row = 0; row < num_rows; ++row)
    for (std::int64_t column = 0; column < rows.num_columns; ++column)
      canvas->blend(x + static_cast<int>(column), bottom - static_cast<int>(row),
                    color_of(rows.values[row * rows.num_columns + column]), 1);
}

void draw_line(Canvas* canvas, double left, std::span<const double> y, Color color) {
  std::vector<Stroke> strokes;
  for (std::size_t i = 1; i < y.size(); ++i) {
    const double x = left + static_cast<double>(i);
    strokes.push_back({{x - 0.5, y[i - 1]}, {x + 0.5, y[i]}});
  }
  canvas->draw(strokes, 2, color);
}

void shade_below(Canvas* canvas, double left, std::span<const double> y, double bottom, Color color,
                 double alpha) {
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double x = left + static_cast<double>(i);
    canvas->fill({x, y[i]}, {x + 1, bottom}, color, alpha);
  }
}

void draw_grid(Canvas* canvas, std::span<const Tick> ticks, double top, double bottom) {
  for (const Tick& tick : ticks)
    canvas->draw({{{tick.value, top}, {tick.value, bottom}}}, 1, kGrid, kGridAlpha);
}

void draw_time_axis(Canvas* canvas, std::span<const Tick> ticks, double bottom) {
  for (const auto& [x, text] : ticks) {
    canvas->draw({{{x, bottom}, {x, bottom + 6}}}, 1, kMuted);
    draw_text(canvas, {x, bottom + 26}, text, {kMuted, 1.7, Align::kCentre});
  }
}

}  // namespace cantus
