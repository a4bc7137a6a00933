#include "data/picture/canvas.h"

#include <algorithm>
#include <cmath>

namespace cantus {
namespace {

// The part of pixel [at, at + 1) that lies inside [low, high).
double covered(int at, double low, double high) {
  return std::clamp(std::min(high, at + 1.0) - std::max(low, static_cast<double>(at)), 0.0, 1.0);
}

double distance(const Stroke& stroke, double x, double y) {
  const double dx = stroke.to.x - stroke.from.x;
  const double dy = stroke.to.y - stroke.from.y;
  const double squared = dx * dx + dy * dy;
  const double along = (x - stroke.from.x) * dx + (y - stroke.from.y) * dy;
  const double t = squared > 0 ? std::clamp(along / squared, 0.0, 1.0) : 0.0;
  return std::hypot(x - stroke.from.x - t * dx, y - stroke.from.y - t * dy);
}

// Pixels [x0, x1) x [y0, y1).
struct Box {
  int x0, y0, x1, y1;
};

Box box_around(const Stroke& stroke, double margin, int width, int height) {
  const auto low = [&](double a, double b, int limit) {
    return static_cast<int>(std::clamp(std::floor(std::min(a, b) - margin), 0.0, double(limit)));
  };
  const auto high = [&](double a, double b, int limit) {
    return static_cast<int>(std::clamp(std::ceil(std::max(a, b) + margin), 0.0, double(limit)));
  };
  return {low(stroke.from.x, stroke.to.x, width), low(stroke.from.y, stroke.to.y, height),
          high(stroke.from.x, stroke.to.x, width), high(stroke.from.y, stroke.to.y, height)};
}

Box joined(const Box& a, const Box& b) {
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

}  // namespace

Canvas::Canvas(int width, int height, Color background)
    : width_(width), height_(height), pixels_(std::size_t{3} * width * height) {
  for (std::size_t i = 0; i < pixels_.size(); i += 3) {
    pixels_[i] = background.r;
    pixels_[i + 1] = background.g;
    pixels_[i + 2] = background.b;
  }
}

Color Canvas::pixel(int x, int y) const {
  const std::size_t i = 3 * (static_cast<std::size_t>(y) * width_ + x);
  return {pixels_[i], pixels_[i + 1], pixels_[i + 2]};
}

void Canvas::blend(int x, int y, Color color, double alpha) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  std::uint8_t* at = &pixels_[3 * (static_cast<std::size_t>(y) * width_ + x)];
  const std::uint8_t target[3] = {color.r, color.g, color.b};
  for (int i = 0; i < 3; ++i) {
    at[i] = static_cast<std::uint8_t>(std::lround(at[i] + alpha * (target[i] - at[i])));
  }
}

void Canvas::fill(Point upper_left, Point lower_right, Color color, double alpha) {
  const Box box = box_around({upper_left, lower_right}, 0.0, width_, height_);
  for (int y = box.y0; y < box.y1; ++y) {
    const double rows = covered(y, upper_left.y, lower_right.y);
    for (int x = box.x0; x < box.x1; ++x) {
      blend(x, y, color, alpha * rows * covered(x, upper_left.x, lower_right.x));
    }
  }
}

void Canvas::draw(const std::vector<Stroke>& strokes, double line_width, Color color,
                  double alpha) {
  if (strokes.empty()) return;
  const double margin = line_width / 2 + 1;
  Box all = box_around(strokes.front(), margin, width_, height_);
  for (const Stroke& stroke : strokes) {
    all = joined(all, box_around(stroke, margin, width_, height_));
  }
  const int columns = all.x1 - all.x0;
  std::vector<float> coverage(static_cast<std::size_t>(columns) * (all.y1 - all.y0), 0.0f);
  for (const Stroke& stroke : strokes) {
    const Box box = box_around(stroke, margin, width_, height_);
    for (int y = box.y0; y < box.y1; ++y) {
      float* row = &coverage[static_cast<std::size_t>(y - all.y0) * columns];
      for (int x = box.x0; x < box.x1; ++x) {
        const double inside = line_width / 2 + 0.5 - distance(stroke, x + 0.5, y + 0.5);
        row[x - all.x0] =
            std::max(row[x - all.x0], static_cast<float>(std::clamp(inside, 0.0, 1.0)));
      }
    }
  }
  for (int y = all.y0; y < all.y1; ++y) {
    for (int x = all.x0; x < all.x1; ++x) {
      const float part = coverage[static_cast<std::size_t>(y - all.y0) * columns + x - all.x0];
      if (part > 0) blend(x, y, color, alpha * part);
    }
  }
}

}  // namespace cantus
