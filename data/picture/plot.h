#pragma once

#include <functional>
#include <span>

#include "data/picture/canvas.h"
#include "data/picture/resample.h"
#include "data/picture/ticks.h"

namespace cantus {

// Drawing of the panels in pictures of songs: time runs to the right, one column of pixels per step
// from `left` on. The `value` of a time tick is its column.

// Draws a map, frequency up, between `top` and top + height. by_column [columns, bins]; color_of:
// the colour of a value.
void draw_map(Canvas* canvas, double left, double top, double height, const Image& by_column,
              const std::function<Color(double)>& color_of);

// Draws a line through y[i] in column i.
void draw_line(Canvas* canvas, double left, std::span<const double> y, Color color);

// Shades the area between such a line and `bottom`.
void shade_below(Canvas* canvas, double left, std::span<const double> y, double bottom, Color color,
                 double alpha);

// Draws a line through a panel at every tick.
void draw_grid(Canvas* canvas, std::span<const Tick> ticks, double top, double bottom);

// Draws the ticks with their texts below the lowest panel.
void draw_time_axis(Canvas* canvas, std::span<const Tick> ticks, double bottom);

}  // namespace cantus
