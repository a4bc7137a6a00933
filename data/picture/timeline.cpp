#include "data/picture/timeline.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "data/picture/palette.h"
#include "data/picture/plot.h"
#include "data/picture/resample.h"
#include "data/picture/text.h"
#include "data/picture/ticks.h"

namespace cantus {
namespace {

constexpr int kWidth = 1600;
constexpr double kLeft = 96;             // of the panels, unless models' names need more
constexpr double kMostLeft = 300;        // largest left edge
constexpr double kRight = kWidth - 112;  // the colour scale is right of it
constexpr double kTitleBase = 50;
constexpr double kTitleScale = 2.6;
constexpr double kLegendBase = 86;
constexpr double kSpectrogramTop = 112;
constexpr double kSpectrogramHeight = 420;
constexpr double kBarHeight = 18;
constexpr double kBarTextScale = 1.4;
constexpr double kBarTextGap = 14;           // between a name and its bar
constexpr double kNoName = kBarTextGap + 7;  // space left of a bar that its name cannot use
constexpr double kGap = 12;
constexpr double kCurveHeight = 150;
constexpr double kAxisHeight = 72;

// Whether a byte of UTF-8 text begins a character.
bool begins_character(char byte) { return (byte & 0xc0) != 0x80; }

constexpr TextStyle kTickStyle = {kMuted, 1.7, Align::kCentre};
constexpr TextStyle kLabelStyle = {kMuted, 1.7, Align::kRight};

// A horizontal strip of the picture.
struct Panel {
  double top;
  double height;
  double bottom() const { return top + height; }
  double middle() const { return top + height / 2; }
};

class Timeline {
 public:
  explicit Timeline(const SongTimeline& timeline)
      : timeline_(timeline),
        left_(left_of(timeline)),
        shading_(timeline.spectrogram),
        spectrogram_{kSpectrogramTop, kSpectrogramHeight},
        truth_{spectrogram_.bottom() + kGap, timeline.truth ? kBarHeight : 0},
        bars_(bars_below(truth_.bottom() + (timeline.truth ? kGap / 2 : 0), timeline)),
        curve_{(bars_.empty() ? truth_ : bars_.back()).bottom() + kGap, kCurveHeight},
        canvas_(kWidth, static_cast<int>(curve_.bottom() + kAxisHeight), kBackground) {}

  Canvas render() {
    draw_text(&canvas_, {left_, kTitleBase},
              fitting(timeline_.title, kTitleScale, kWidth - 2 * left_),
              {kInk, kTitleScale, Align::kLeft});
    draw_legend();
    draw_spectrogram();
    if (timeline_.truth) draw_bar(truth_, "truth", *timeline_.truth, kTruth);
    for (std::size_t i = 0; i < bars_.size(); ++i)
      draw_bar(bars_[i], bar_name(i), timeline_.detections[i].segments, color_of(i),
               bars_.size() > 1 ? color_of(i) : kMuted);
    draw_curves();
    draw_time();
    return std::move(canvas_);
  }

 private:
  static std::vector<Panel> bars_below(double top, const SongTimeline& timeline) {
    std::vector<Panel> bars;
    for (std::size_t i = 0; i < timeline.detections.size(); ++i)
      bars.push_back({top + static_cast<double>(i) * (kBarHeight + kGap / 2), kBarHeight});
    return bars;
  }

  static Color color_of(std::size_t model) { return kModelColors[model % kModelColors.size()]; }

  // Left edge of the panels, with room for the models' names where there are several.
  static double left_of(const SongTimeline& timeline) {
    double left = kLeft;
    if (timeline.detections.size() > 1)
      for (const TimelineDetection& detection : timeline.detections)
        left = std::max(left, std::ceil(text_width(detection.name, kBarTextScale)) + kNoName);
    return std::min(left, kMostLeft);
  }

  std::string bar_name(std::size_t model) const {
    if (timeline_.detections.size() == 1) return "detected";
    return fitting(timeline_.detections[model].name, kBarTextScale, left_ - kNoName);
  }

  double x_of(double time_s) const {
    const double x = left_ + (kRight - left_) * time_s / timeline_.duration_s;
    return std::clamp(x, left_, kRight);
  }

  void draw_legend() {
    double x = left_;
    const auto entry = [&](const std::string& text, Color color, bool is_line) {
      const double half = is_line ? 1.5 : 6.0;
      canvas_.fill({x, kLegendBase - 6 - half}, {x + 26, kLegendBase - 6 + half}, color);
      x += 36;
      draw_text(&canvas_, {x, kLegendBase}, text, {kMuted, 1.7, Align::kLeft});
      x += text_width(text, 1.7) + 34;
    };
    if (timeline_.truth) entry("voice (truth)", kTruth, false);
    if (timeline_.detections.size() == 1) {
      entry("voice (detected)", color_of(0), false);
      entry("voice probability", color_of(0), true);
    }
    auto named = thresholds();
    if (timeline_.is_smoothed) named.back().first += " of the smoothed curve";
    for (const auto& [text, level] : named) entry(text, kThreshold, true);
  }

  // The thresholds with their names.
  std::vector<std::pair<std::string, double>> thresholds() const {
    const auto named = [](const char* name, double level) {
      char text[40];
      std::snprintf(text, sizeof text, "%s %.2f", name, level);
      return std::pair<std::string, double>(text, level);
    };
    if (!timeline_.offset || *timeline_.offset == timeline_.threshold)
      return {named("threshold", timeline_.threshold)};
    return {named("onset", timeline_.threshold), named("offset", *timeline_.offset)};
  }

  // Keeps the end of a text that is too wide.
  static std::string fitting(std::string text, double scale, double width) {
    while (text_width(text, scale) > width) {
      std::size_t cut = text.rfind("...", 0) == 0 ? 4 : 1;
      while (cut < text.size() && !begins_character(text[cut])) ++cut;
      text = "..." + text.substr(cut);
    }
    return text;
  }

  void draw_spectrogram() {
    const int columns = static_cast<int>(kRight - left_);
    const TimeFrequency& shown = timeline_.spectrogram;
    const double first = 0.5 - shown.first_frame_s / shown.frame_period_s;
    const Image by_time =
        resample_rows({shown.num_frames, shown.num_bins, shown.values}, first,
                      first + timeline_.duration_s / shown.frame_period_s, columns);
    std::vector<Color> shades(1024);
    for (std::size_t i = 0; i < shades.size(); ++i) shades[i] = heat_color(i / 1023.0);
    draw_map(&canvas_, left_, spectrogram_.top, spectrogram_.height, by_time, [&](double value) {
      return shades[static_cast<std::size_t>(1023 * shading_.of(value))];
    });
    draw_frequency_axis();
    draw_color_scale();
  }

  void draw_frequency_axis() {
    const double pixels_per_bin =
        spectrogram_.height / static_cast<double>(timeline_.spectrogram.num_bins);
    for (const Tick& tick :
         frequency_ticks(timeline_.spectrogram.frequency_hz, 30 / pixels_per_bin)) {
      const double y = spectrogram_.bottom() - tick.value * pixels_per_bin;
      canvas_.draw({{{left_, y}, {kRight, y}}}, 1.0, kGrid, kGridAlpha);
      canvas_.draw({{{left_ - 6, y}, {left_, y}}}, 1.0, kMuted);
      draw_text(&canvas_, {left_ - 14, y + 6}, tick.text, kLabelStyle);
    }
    draw_text(&canvas_, {left_ - 14, spectrogram_.top - 10}, "kHz", kLabelStyle);
  }

  void draw_color_scale() {
    const double left = kRight + 20;
    const int steps = static_cast<int>(spectrogram_.height);
    for (int i = 0; i < steps; ++i) {
      const double y = spectrogram_.bottom() - 1 - i;
      canvas_.fill({left, y}, {left + 14, y + 1}, heat_color((i + 0.5) / steps));
    }
    for (const Tick& tick : value_ticks(shading_.darkest(), shading_.brightest(), 8)) {
      const double y = spectrogram_.bottom() - spectrogram_.height * shading_.of(tick.value);
      draw_text(&canvas_, {left + 22, y + 6}, tick.text, {kMuted, 1.7, Align::kLeft});
    }
    draw_text(&canvas_, {kWidth - 24, spectrogram_.top - 16}, timeline_.spectrogram.value_name,
              kLabelStyle);
  }

  void draw_bar(const Panel& panel, const std::string& name, const std::vector<Segment>& spans,
                Color color, Color text_color = kMuted) {
    canvas_.fill({left_, panel.top}, {kRight, panel.bottom()}, kPanel);
    for (const Segment& span : spans) {
      canvas_.fill({x_of(span.start_s), panel.top}, {x_of(span.end_s), panel.bottom()}, color);
    }
    draw_text(&canvas_, {left_ - kBarTextGap, panel.middle() + 6}, name,
              {text_color, kBarTextScale, Align::kRight});
  }

  double y_of(double probability) const {
    return curve_.bottom() - std::clamp(probability, 0.0, 1.0) * curve_.height;
  }

  // The curve's y in each column of the picture: the mean of the points that fall into it or, where
  // there are none, interpolated.
  std::vector<double> curve_columns(const TimelineDetection& detection) const {
    if (detection.curve.empty()) return {};
    const auto columns = static_cast<std::int64_t>(kRight - left_);
    const double first = 0.5 - detection.first_point_s / detection.curve_period_s;
    const Image image =
        resample_rows({std::ssize(detection.curve), 1, detection.curve}, first,
                      first + timeline_.duration_s / detection.curve_period_s, columns);
    std::vector<double> y;
    for (const float probability : image.values) y.push_back(y_of(probability));
    return y;
  }

  void draw_curves() {
    canvas_.fill({left_, curve_.top}, {kRight, curve_.bottom()}, kPanel);
    for (const double level : {0.0, 0.5, 1.0}) {
      canvas_.draw({{{left_, y_of(level)}, {kRight, y_of(level)}}}, 1.0, kGrid, kGridAlpha);
      char text[8];
      std::snprintf(text, sizeof text, "%.1f", level);
      draw_text(&canvas_, {left_ - 14, y_of(level) + 6}, text, kLabelStyle);
    }
    std::vector<std::vector<double>> curves;
    for (const TimelineDetection& detection : timeline_.detections)
      curves.push_back(curve_columns(detection));
    if (!curves.empty())
      shade_below(&canvas_, left_, curves[0], curve_.bottom(), color_of(0), 0.18);
    // The first curve is drawn last, over the others.
    for (std::size_t i = curves.size(); i-- > 0;)
      draw_line(&canvas_, left_, curves[i], color_of(i));
    draw_thresholds();
  }

  void draw_thresholds() {
    const auto named = thresholds();
    double label_y = -1e9;  // of the threshold line above
    for (const auto& [text, level] : named) {
      std::vector<Stroke> dashes;
      for (double x = left_; x < kRight; x += 14)
        dashes.push_back({{x, y_of(level)}, {std::min(x + 7, kRight), y_of(level)}});
      canvas_.draw(dashes, 1.5, kThreshold, 0.9);
      if (named.size() == 1) continue;
      label_y = std::max(y_of(level) + 5, label_y + 16);
      draw_text(&canvas_, {kRight + 8, label_y}, text, {kThreshold, 1.4, Align::kLeft});
    }
  }

  void draw_time() {
    auto ticks = time_ticks(timeline_.duration_s, 17);
    for (Tick& tick : ticks) tick.value = x_of(tick.value);
    std::vector<Panel> panels = bars_;
    panels.insert(panels.end(), {spectrogram_, truth_, curve_});
    for (const Panel& panel : panels)
      if (panel.height > 0) draw_grid(&canvas_, ticks, panel.top, panel.bottom());
    const double bottom = curve_.bottom();
    draw_time_axis(&canvas_, ticks, bottom);
    draw_text(&canvas_, {(left_ + kRight) / 2, bottom + 54},
              is_in_minutes(timeline_.duration_s) ? "time (min:s)" : "time (s)", kTickStyle);
  }

  const SongTimeline& timeline_;
  const double left_;  // left edge of the panels
  Shading shading_;
  Panel spectrogram_;
  Panel truth_;
  std::vector<Panel> bars_;  // one for each model
  Panel curve_;
  Canvas canvas_;
};

}  // namespace

Canvas render_timeline(const SongTimeline& timeline) {
  require_whole(timeline);
  return Timeline(timeline).render();
}

}  // namespace cantus
