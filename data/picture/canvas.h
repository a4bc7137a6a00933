#pragma once

#include <cstdint>
#include <vector>

#include "data/picture/color.h"

namespace cantus {

// A point of the picture in pixels; (0, 0) is the upper left corner of the upper left pixel.
struct Point {
  double x = 0;
  double y = 0;
};

struct Stroke {
  Point from;
  Point to;
};

// An opaque picture of RGB pixels with anti-aliased drawing. Drawing is clipped to the picture.
class Canvas {
 public:
  Canvas(int width, int height, Color background);

  int width() const { return width_; }
  int height() const { return height_; }
  // [height, width, 3]
  const std::vector<std::uint8_t>& pixels() const { return pixels_; }
  Color pixel(int x, int y) const;

  // Mixes `color` into one pixel; `alpha` in [0, 1].
  void blend(int x, int y, Color color, double alpha);
  // Pixels that are partly covered are blended by the covered part.
  void fill(Point upper_left, Point lower_right, Color color, double alpha = 1.0);
  // All strokes as one shape with round ends: where they cross, nothing is painted twice.
  void draw(const std::vector<Stroke>& strokes, double line_width, Color color, double alpha = 1.0);

 private:
  int width_;
  int height_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace cantus
