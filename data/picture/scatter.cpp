#include "data/picture/scatter.h"

#include <algorithm>
#include <array>

#include "data/picture/palette.h"
#include "data/picture/text.h"

namespace cantus {
namespace {

constexpr int kWidth = 1100;
constexpr double kMargin = 50;
constexpr double kTop = 130;
constexpr double kSide = kWidth - 2 * kMargin;
constexpr double kDot = 9;

// The paper's blue and red come first.
constexpr std::array<Color, 4> kColors = {{{92, 156, 245}, kThreshold, kTruth, kVoice}};

struct Frame {
  double low_x = 0, low_y = 0, side = 1;
};

Frame frame_of(const ScatterPicture& picture) {
  std::vector<double> xs, ys;
  for (const PointCloud& cloud : picture.clouds) {
    for (const Point& point : cloud.points) {
      xs.push_back(point.x);
      ys.push_back(point.y);
    }
  }
  if (xs.empty()) return {};
  const auto [x0, x1] = std::minmax_element(xs.begin(), xs.end());
  const auto [y0, y1] = std::minmax_element(ys.begin(), ys.end());
  const double side = std::max({*x1 - *x0, *y1 - *y0, 1e-12});
  return {(*x0 + *x1 - side) / 2, (*y0 + *y1 - side) / 2, side};
}

}  // namespace

Canvas render_scatter(const ScatterPicture& picture) {
  Canvas canvas(kWidth, static_cast<int>(kTop + kSide + kMargin), kBackground);
  draw_text(&canvas, {kMargin, 44}, picture.title, {kInk, 2.6, Align::kLeft});
  draw_text(&canvas, {kMargin, 76}, picture.remark, {kMuted, 1.7, Align::kLeft});
  double x = kMargin;
  for (std::size_t c = 0; c < picture.clouds.size(); ++c) {
    canvas.draw({{{x + 6, 104}, {x + 6, 104}}}, 12, kColors[c % kColors.size()]);
    draw_text(&canvas, {x + 22, 110}, picture.clouds[c].name, {kMuted, 1.7, Align::kLeft});
    x += 22 + text_width(picture.clouds[c].name, 1.7) + 34;
  }
  canvas.fill({kMargin, kTop}, {kMargin + kSide, kTop + kSide}, kPanel);
  const Frame frame = frame_of(picture);
  const double scale = (kSide - 4 * kDot) / frame.side;
  std::size_t longest = 0;
  for (const PointCloud& cloud : picture.clouds) longest = std::max(longest, cloud.points.size());
  for (std::size_t i = 0; i < longest; ++i) {
    for (std::size_t c = 0; c < picture.clouds.size(); ++c) {
      const auto& points = picture.clouds[c].points;
      if (i >= points.size()) continue;
      const Point at = {kMargin + 2 * kDot + scale * (points[i].x - frame.low_x),
                        kTop + kSide - 2 * kDot - scale * (points[i].y - frame.low_y)};
      canvas.draw({{at, at}}, kDot, kColors[c % kColors.size()], 0.8);
    }
  }
  return canvas;
}

}  // namespace cantus
