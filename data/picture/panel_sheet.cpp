#include "data/picture/panel_sheet.h"

#include <algorithm>
#include <cmath>

#include "data/picture/palette.h"
#include "data/picture/plot.h"
#include "data/picture/resample.h"
#include "data/picture/text.h"
#include "data/picture/ticks.h"
#include "engine/quantile.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr int kWidth = 1200;
constexpr double kLeft = 64;
constexpr double kRight = kWidth - 40;
constexpr double kTop = 64;
constexpr double kTitleHeight = 30;
constexpr double kTitleBase = 20;
constexpr double kMapHeight = 186;
constexpr double kCurveHeight = 80;
constexpr double kGap = 12;
constexpr double kAxisHeight = 64;
constexpr double kKeyWidth = 120;
constexpr double kKeyHeight = 10;

bool is_map(const FramePanel& panel) {
  return panel.kind == PanelKind::kMap || panel.kind == PanelKind::kSignedMap;
}

double height_of(const FramePanel& panel) { return is_map(panel) ? kMapHeight : kCurveHeight; }

// t in [-1, 1].
Color signed_color(double t) {
  const double magnitude = std::abs(t);
  return color_from_oklch(0.16 + 0.6 * magnitude, 0.22 * magnitude, t > 0 ? 28.0 : 255.0);
}

// Maps values to colours; values outside [low, high] take the colour of the nearer end. Square
// roots make the many small values show beside the few great ones.
struct ColorScale {
  double low, high;
  bool is_signed;  // low = -high

  explicit ColorScale(const FramePanel& panel) : is_signed(panel.kind == PanelKind::kSignedMap) {
    std::vector<float> magnitudes = panel.values;
    if (is_signed)
      for (float& value : magnitudes) value = std::abs(value);
    high = quantile_of(magnitudes, 0.998);
    low = is_signed ? -high : quantile_of(std::move(magnitudes), 0.05);
  }

  Color color(double value) const {
    const double zero = is_signed ? 0 : low;
    const double share = high > zero ? std::clamp((value - zero) / (high - zero), -1.0, 1.0) : 0;
    const double root = std::copysign(std::sqrt(std::abs(share)), share);
    return is_signed ? signed_color(root) : heat_color(root);
  }
};

// The ticks of the time axis, at their x in the picture.
std::vector<Tick> ticks_of(const PanelSheet& sheet) {
  const double duration_s = static_cast<double>(sheet.num_frames) * sheet.frame_period_s;
  const double begin_s = sheet.first_frame_s - sheet.frame_period_s / 2;
  auto ticks = value_ticks(begin_s, begin_s + duration_s, 12);
  for (Tick& tick : ticks)
    tick.value = kLeft + (kRight - kLeft) * (tick.value - begin_s) / duration_s;
  return ticks;
}

class Sheet {
 public:
  explicit Sheet(const PanelSheet& sheet)
      : sheet_(sheet), ticks_(ticks_of(sheet)), canvas_(kWidth, height(), kBackground) {}

  Canvas render() {
    draw_text(&canvas_, {kLeft, 42}, sheet_.title, {kInk, 2.4, Align::kLeft});
    double top = kTop;
    for (const FramePanel& panel : sheet_.panels) {
      draw_text(&canvas_, {kLeft, top + kTitleBase}, panel.title, {kMuted, 1.7, Align::kLeft});
      top += kTitleHeight;
      if (is_map(panel))
        draw_map_panel(panel, top);
      else
        draw_curve_panel(panel, top);
      draw_grid(&canvas_, ticks_, top, top + height_of(panel));  // the same times in all panels
      top += height_of(panel) + kGap;
    }
    const double bottom = top - kGap;
    draw_time_axis(&canvas_, ticks_, bottom);
    draw_text(&canvas_, {(kLeft + kRight) / 2, bottom + 50}, "time (s)",
              {kMuted, 1.7, Align::kCentre});
    return std::move(canvas_);
  }

 private:
  int height() const {
    double sum = kTop + kAxisHeight - kGap;
    for (const FramePanel& panel : sheet_.panels) sum += kTitleHeight + height_of(panel) + kGap;
    return static_cast<int>(sum);
  }

  // The panel's values resampled to one row per pixel column.
  Image by_column(const FramePanel& panel) const {
    const std::int64_t width = is_map(panel) ? std::ssize(panel.values) / sheet_.num_frames : 1;
    CANTUS_REQUIRE(width > 0 && std::ssize(panel.values) == sheet_.num_frames * width,
                   "a panel has values of every frame");
    return resample_rows({sheet_.num_frames, width, panel.values}, 0,
                         static_cast<double>(sheet_.num_frames),
                         static_cast<std::int64_t>(kRight - kLeft));
  }

  void draw_map_panel(const FramePanel& panel, double top) {
    const ColorScale scale(panel);
    draw_map(&canvas_, kLeft, top, kMapHeight, by_column(panel),
             [&](double value) { return scale.color(value); });
    draw_key(scale, top - kTitleHeight + kTitleBase);
    if (sheet_.top_khz > 0) draw_frequency_axis(top);
  }

  // Draws the colours from the scale's low to its high at the right of the title.
  void draw_key(const ColorScale& scale, double bottom) {
    const TextStyle style{kMuted, 1.7, Align::kRight};
    const std::string high = short_number(scale.high, 2), low = short_number(scale.low, 2);
    draw_text(&canvas_, {kRight, bottom}, high, style);
    const double right = std::floor(kRight - text_width(high, style.scale)) - 8;
    const double left = right - kKeyWidth;
    draw_text(&canvas_, {left - 8, bottom}, low, style);
    for (double x = 0; x < kKeyWidth; ++x) {
      const double value = scale.low + (scale.high - scale.low) * (x + 0.5) / kKeyWidth;
      canvas_.fill({left + x, bottom - kKeyHeight}, {left + x + 1, bottom}, scale.color(value));
    }
  }

  void draw_curve_panel(const FramePanel& panel, double top) {
    canvas_.fill({kLeft, top}, {kRight, top + kCurveHeight}, kPanel);
    const bool is_scaled = panel.kind == PanelKind::kCurve;
    const double whole =
        is_scaled ? *std::max_element(panel.values.begin(), panel.values.end()) : 1;
    const Image levels = by_column(panel);
    std::vector<double> y;
    for (float level : levels.values) {
      if (panel.kind == PanelKind::kDecision) level = level < 0.5f ? 0 : 1;
      const double share = whole > 0 ? std::clamp(level / whole, 0.0, 1.0) : 0;
      y.push_back(top + kCurveHeight * (1 - share));
    }
    shade_below(&canvas_, kLeft, y, top + kCurveHeight, kVoice, 0.2);
    draw_line(&canvas_, kLeft, y, kVoice);
    if (!is_scaled)
      for (const auto& [share, text] : {std::pair{0.0, "0"}, {1.0, "1"}})
        draw_tick(top + kCurveHeight * (1 - share), text);
  }

  // Draws a tick at the left of a panel.
  void draw_tick(double y, const std::string& text) {
    canvas_.draw({{{kLeft - 6, y}, {kLeft, y}}}, 1, kMuted);
    draw_text(&canvas_, {kLeft - 10, y + 6}, text, {kMuted, 1.7, Align::kRight});
  }

  void draw_frequency_axis(double top) {
    for (const Tick& tick : value_ticks(0, sheet_.top_khz, 8)) {
      if (tick.value == 0) continue;  // the unit is written there
      draw_tick(top + kMapHeight * (1 - tick.value / sheet_.top_khz), tick.text);
    }
    draw_text(&canvas_, {kLeft - 10, top + kMapHeight}, "kHz", {kMuted, 1.7, Align::kRight});
  }

  const PanelSheet& sheet_;
  const std::vector<Tick> ticks_;  // of the time axis; values in pixels
  Canvas canvas_;
};

}  // namespace

Canvas render_panels(const PanelSheet& sheet) {
  CANTUS_REQUIRE(sheet.num_frames > 0 && sheet.frame_period_s > 0, "a sheet has frames");
  return Sheet(sheet).render();
}

}  // namespace cantus
