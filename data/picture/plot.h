#pragma once

#include <functional>
#include <span>

#include "data/picture/canvas.h"
#include "data/picture/resample.h"
#include "data/picture/ticks.h"

namespace cantus {

// What pictures of songs are made of: panels one below the other, time to the right, a moment a
// column of pixels from `left` on. Ticks of time have their columns for values.

// A map, frequency up, between `top` and top + height. by_column [columns, bins]; color_of: of a
// value.
void draw_map(Canvas* canvas, double left, double top, double height, const Image& by_column,
              const std::function<Color(double)>& color_of);

// A line through y[i] in column i.
void draw_line(Canvas* canvas, double left, std::span<const double> y, Color color);

// What is between such a line and `bottom`.
void shade_below(Canvas* canvas, double left, std::span<const double> y, double bottom, Color color,
                 double alpha);

// A line through a panel at every tick.
void draw_grid(Canvas* canvas, std::span<const Tick> ticks, double top, double bottom);

// The ticks with their names, below the lowest panel.
void draw_time_axis(Canvas* canvas, std::span<const Tick> ticks, double bottom);

}  // namespace cantus
