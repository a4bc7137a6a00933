#include "data/picture/timeline.h"

#include <gtest/gtest.h>
#include <png.h>

#include <algorithm>
#include <cmath>

#include "data/picture/palette.h"
#include "data/picture/png_file.h"
#include "data/picture/resample.h"
#include "data/picture/text.h"
#include "data/picture/ticks.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

SongTimeline small_timeline() {
  SongTimeline timeline;
  timeline.title = "a song";
  timeline.duration_s = 10;
  timeline.spectrogram.num_frames = 100;
  timeline.spectrogram.num_bins = 8;
  timeline.spectrogram.frame_period_s = 0.1;
  timeline.spectrogram.first_frame_s = 0.05;
  for (int i = 0; i < 800; ++i) timeline.spectrogram.values.push_back(i % 8 == 3 ? 5.0f : 0.0f);
  for (int i = 0; i < 8; ++i) timeline.spectrogram.frequency_hz.push_back(1000.0 * i + 500);
  TimelineDetection detection;
  detection.curve.assign(100, 0.9f);
  detection.curve_period_s = 0.1;
  detection.first_point_s = 0.05;
  detection.segments = {{5, 10, "sing"}};
  timeline.detections = {detection};
  timeline.truth = std::vector<Segment>{{0, 5, "sing"}};
  return timeline;
}

// Number of pixels of exactly this colour in columns [first, last).
int count(const Canvas& canvas, Color color, int first, int last) {
  int found = 0;
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = first; x < last; ++x) {
      const Color pixel = canvas.pixel(x, y);
      found += pixel.r == color.r && pixel.g == color.g && pixel.b == color.b;
    }
  }
  return found;
}

TEST(HeatColor, GrowsLighterAllTheWay) {
  double last = -1;
  for (int i = 0; i <= 100; ++i) {
    const Color color = heat_color(i / 100.0);
    const double luma = 0.2126 * std::pow(color.r, 2.2) + 0.7152 * std::pow(color.g, 2.2) +
                        0.0722 * std::pow(color.b, 2.2);
    EXPECT_GT(luma, last) << i;
    last = luma;
  }
  EXPECT_EQ(heat_color(-3).r, heat_color(0).r);
  EXPECT_EQ(heat_color(7).g, heat_color(1).g);
}

// White, a middle grey and the primaries of sRGB, as given in CSS Color 4.
TEST(Color, OfOklchIsThatOfTheStandard) {
  const auto expect_color = [](Color found, int r, int g, int b) {
    EXPECT_NEAR(found.r, r, 1);
    EXPECT_NEAR(found.g, g, 1);
    EXPECT_NEAR(found.b, b, 1);
  };
  expect_color(color_from_oklch(1, 0, 0), 255, 255, 255);
  expect_color(color_from_oklch(0.5, 0, 0), 99, 99, 99);
  expect_color(color_from_oklch(0.62796, 0.25768, 29.234), 255, 0, 0);
  expect_color(color_from_oklch(0.86644, 0.29483, 142.495), 0, 255, 0);
  expect_color(color_from_oklch(0.45201, 0.31321, 264.052), 0, 0, 255);
}

TEST(PictureResample, AveragesWhenItShrinksAndInterpolatesWhenItGrows) {
  const Image image{4, 1, {0, 2, 4, 8}};
  EXPECT_EQ(resample_rows(image, 0, 4, 2).values, (std::vector<float>{1, 6}));
  EXPECT_EQ(resample_rows(image, 0, 4, 4).values, image.values);
  EXPECT_EQ(resample_rows(image, 1, 3, 4).values, (std::vector<float>{1.5, 2.5, 3.5, 5}));
  EXPECT_EQ(resample_rows(image, -4, 0, 2).values, (std::vector<float>{0, 0}));
  EXPECT_EQ(transposed({2, 3, {1, 2, 3, 4, 5, 6}}).values, (std::vector<float>{1, 4, 2, 5, 3, 6}));
}

TEST(Ticks, AreRoundAndFew) {
  const auto text = [](const std::vector<Tick>& ticks) {
    std::string all;
    for (const Tick& tick : ticks) all += tick.text + " ";
    return all;
  };
  EXPECT_EQ(text(time_ticks(34.2, 17)), "0 5 10 15 20 25 30 ");
  EXPECT_EQ(text(time_ticks(0.9, 10)), "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 ");
  EXPECT_EQ(text(time_ticks(200, 9)), "0:00 0:30 1:00 1:30 2:00 2:30 3:00 ");
  EXPECT_EQ(text(time_ticks(3900, 5)), "0:00:00 0:30:00 1:00:00 ");
  EXPECT_EQ(text(value_ticks(-18.42, 3.1, 8)), "-15 -10 -5 0 ");
  EXPECT_EQ(text(value_ticks(0.21, 0.4, 8)), "0.25 0.3 0.35 0.4 ");
  EXPECT_EQ(text(value_ticks(-18.4207, -18.4207, 8)), "-18.42 ");
  std::vector<double> linear;
  for (int i = 0; i < 372; ++i) linear.push_back(i * 22050.0 / 1024);
  const auto ticks = frequency_ticks(linear, 26);
  EXPECT_EQ(text(ticks), "0 1 2 4 6 3 5 7 ");
  EXPECT_NEAR(ticks[1].value, 0.5 + 1000 * 1024 / 22050.0, 1e-9);
}

TEST(Shading, IsNotDarkenedByOneClick) {
  TimeFrequency shown;
  shown.values.assign(1000, 0.0f);
  std::fill(shown.values.begin() + 100, shown.values.end(), 1.0f);
  shown.values[500] = 1000;
  const Shading shading(shown);
  EXPECT_EQ(shading.brightest(), 1);
  EXPECT_EQ(shading.of(1), 1);
  EXPECT_EQ(shading.of(0), 0);
}

TEST(Shading, GoesByTheRootOfMagnitudes) {
  TimeFrequency shown;
  for (int i = 0; i <= 1000; ++i) shown.values.push_back(static_cast<float>(i));
  Shading shading(shown);
  EXPECT_NEAR(shading.of(50 + (998 - 50) / 4.0), 0.25, 1e-9);
  shown.by_root = true;
  shading = Shading(shown);
  EXPECT_NEAR(shading.of(50 + (998 - 50) / 4.0), 0.5, 1e-9);
  EXPECT_EQ(shading.of(0), 0);
  EXPECT_EQ(shading.of(1000), 1);
}

// A second is 139.2 pixels wide.
TEST(Timeline, PutsFramesAndPointsWhereTheyAreInTime) {
  SongTimeline timeline = small_timeline();
  timeline.spectrogram.first_frame_s = 1.05;
  timeline.spectrogram.values.assign(800, 0.0f);
  for (int bin = 0; bin < 8; ++bin) timeline.spectrogram.values[8 * 50 + bin] = 1;  // at 6.05 s
  TimelineDetection& found = timeline.detections[0];
  found.segments.clear();
  found.first_point_s = 2.05;
  found.curve.assign(100, 0.0f);
  found.curve[30] = 1;  // at 5.05 s
  const Canvas canvas = render_timeline(timeline);
  int brightest = 96;
  for (int x = 96; x < 1488; ++x)
    if (canvas.pixel(x, 300).g > canvas.pixel(brightest, 300).g) brightest = x;
  EXPECT_NEAR(brightest, 96 + 139.2 * 6.05, 2);
  const auto peak = [&]() -> Point {
    for (int y = 590; y < canvas.height(); ++y)
      for (int x = 96; x < 1488; ++x)
        if (canvas.pixel(x, y).g > 180 && canvas.pixel(x, y).r < 120) return {x + 0.5, y + 0.5};
    return {};
  }();
  EXPECT_NEAR(peak.x, 96 + 139.2 * 5.05, 3);
  EXPECT_NEAR(peak.y, 598, 12);
}

// The lowest bin is at the bottom; a bin is 52.5 pixels high.
TEST(Timeline, MarksFrequenciesAtTheirBins) {
  SongTimeline timeline = small_timeline();
  for (int i = 0; i < 8; ++i) timeline.spectrogram.frequency_hz[i] = 100 * (i + 1);
  const Canvas canvas = render_timeline(timeline);
  std::vector<int> marks;
  for (int y = 112; y < 532; ++y)
    if (canvas.pixel(92, y).r > 60 && canvas.pixel(92, y - 1).r <= 60) marks.push_back(y);
  ASSERT_EQ(marks.size(), 3u);  // at 0.5, 0.2 and 0.1 kHz
  EXPECT_NEAR(marks[0], 532 - 4.5 * 52.5, 1);
  EXPECT_NEAR(marks[1], 532 - 1.5 * 52.5, 1);
  EXPECT_NEAR(marks[2], 532 - 0.5 * 52.5, 1);
}

TEST(Timeline, PutsTruthAndSegmentsWhereTheyAre) {
  const Canvas canvas = render_timeline(small_timeline());
  EXPECT_EQ(canvas.width(), 1600);
  // The axis runs from pixel 96 to 1488: 5 s is pixel 792. Bars are 18 pixels high; the curve is a
  // line of 2.
  EXPECT_EQ(count(canvas, kTruth, 300, 301), 18);
  EXPECT_EQ(count(canvas, kTruth, 788, 790), 36);
  EXPECT_EQ(count(canvas, kTruth, 794, 1488), 0);
  EXPECT_LT(count(canvas, kVoice, 780, 781), 4);
  EXPECT_GE(count(canvas, kVoice, 1000, 1001), 18);
}

TEST(Timeline, LeavesOutTheTruthThatIsNotKnown) {
  SongTimeline timeline = small_timeline();
  const int with_truth = render_timeline(timeline).height();
  timeline.truth.reset();
  timeline.detections[0].curve.clear();
  const Canvas canvas = render_timeline(timeline);
  EXPECT_LT(canvas.height(), with_truth);
  EXPECT_EQ(count(canvas, {244, 190, 79}, 0, 1600), 0);
}

// Hou 2020, Figure 6: truth and two models on one axis.
TEST(Timeline, ShowsSeveralModelsInTheirColours) {
  SongTimeline timeline = small_timeline();
  const int height_of_one = render_timeline(timeline).height();
  TimelineDetection other = timeline.detections[0];
  timeline.detections[0].name = "transfer";
  other.name = "baseline";
  other.curve.assign(50, 0.2f);  // another frame rate
  other.curve_period_s = 0.2;
  other.segments = {{0, 2.5, "sing"}};
  timeline.detections.push_back(other);
  const Canvas canvas = render_timeline(timeline);
  EXPECT_EQ(canvas.height(), height_of_one + 18 + 6);
  constexpr Color kFirst = {84, 214, 196}, kSecond = {140, 160, 255};
  // 2.5 s is pixel 444. A bar is 18 pixels high, a curve a line of 2.
  EXPECT_GE(count(canvas, kSecond, 300, 301), 18);
  EXPECT_LT(count(canvas, kSecond, 700, 701), 4);
  EXPECT_GT(count(canvas, kSecond, 1300, 1301), 0);
  EXPECT_GE(count(canvas, kFirst, 1000, 1001), 18);
  EXPECT_LT(count(canvas, kFirst, 600, 601), 4);
}

// The panels make room for names as far as they can, and no two of eight are drawn alike.
TEST(Timeline, NamesEveryModelBesideItsBar) {
  SongTimeline timeline = small_timeline();
  timeline.truth.reset();
  TimelineDetection& first = timeline.detections[0];
  first.curve.clear();
  first.segments = {{0, 10, "sing"}};
  first.name = "a name of 20 letters";  // 166 pixels
  timeline.detections.resize(8, first);
  const auto left_of_bars = [&] {
    const Canvas canvas = render_timeline(timeline);
    int left = 0;
    while (canvas.pixel(left, 545).r != 84) ++left;  // above its name
    return std::pair(left, count(canvas, {84, 214, 196}, left, left + 1));
  };
  const auto [left, height] = left_of_bars();
  EXPECT_EQ(left, 167 + 21 + 1) << "a line of the grid, and the bar";
  EXPECT_EQ(height, 18) << "another model has the first one's colour";
  timeline.detections[3].name = std::string(60, 'x');
  EXPECT_EQ(left_of_bars().first, 300 + 1);
}

// The values of digital silence differ only by rounding, which must not become a picture.
TEST(Timeline, DrawsSilenceAsOneSurface) {
  SongTimeline timeline = small_timeline();
  for (std::size_t i = 0; i < timeline.spectrogram.values.size(); ++i)
    timeline.spectrogram.values[i] = -18.42068f + (i % 3 == 0 ? 2e-6f : 0.0f);
  timeline.spectrogram.frequency_hz.assign(8, 50000);  // no grid lines
  for (int i = 0; i < 8; ++i) timeline.spectrogram.frequency_hz[i] += i;
  const Canvas canvas = render_timeline(timeline);
  const Color dark = heat_color(0);
  EXPECT_EQ(count(canvas, dark, 120, 121), 420);
  EXPECT_EQ(count(canvas, dark, 131, 140), 9 * 420);
}

TEST(Timeline, DrawsOnsetAndOffsetWhereTheyDiffer) {
  SongTimeline timeline = small_timeline();
  timeline.detections[0].curve.clear();
  constexpr Color kThreshold = {242, 118, 108};
  const int one = count(render_timeline(timeline), kThreshold, 1488, 1600);
  EXPECT_EQ(one, 0);
  timeline.threshold = 0.7;
  timeline.offset = 0.7;
  const auto with_one = render_timeline(timeline);
  EXPECT_EQ(count(with_one, kThreshold, 1488, 1600), 0);
  timeline.offset = 0.4;
  const Canvas both = render_timeline(timeline);
  EXPECT_GT(count(both, kThreshold, 1488, 1600), 40);  // the names beside the lines
  // The curve's panel is 150 pixels high; a column that crosses the dashes has one more red pixel.
  const auto is_red = [&](const Canvas& canvas, int y) {
    const Color pixel = canvas.pixel(99, y);
    return pixel.r > 110 && pixel.r > pixel.g + 40;
  };
  int lines = 0, lines_of_one = 0;
  for (int y = 590; y < both.height() - 72; ++y) {
    lines += is_red(both, y) && !is_red(both, y - 1);
    lines_of_one += is_red(with_one, y) && !is_red(with_one, y - 1);
  }
  EXPECT_EQ(lines_of_one, 1);
  EXPECT_EQ(lines, 2);
  // Each name stands beside its line: 0.7 is at 748 - 0.7 * 150.
  Canvas names(1600, both.height(), {0, 0, 0});
  draw_text(&names, {1496, 648}, "onset 0.70", {kThreshold, 1.4, Align::kLeft});
  draw_text(&names, {1496, 693}, "offset 0.40", {kThreshold, 1.4, Align::kLeft});
  ASSERT_GT(count(names, kThreshold, 1488, 1600), 40);
  for (int y = 0; y < names.height(); ++y)
    for (int x = 1496; x < 1600; ++x)
      if (names.pixel(x, y).r == kThreshold.r) {
        EXPECT_EQ(both.pixel(x, y).r, kThreshold.r) << x << " " << y;
      }
}

TEST(Timeline, SaysInTheLegendThatTheThresholdIsHeldToTheSmoothedCurve) {
  SongTimeline timeline = small_timeline();
  const Canvas plain = render_timeline(timeline);
  timeline.is_smoothed = true;
  const Canvas smoothed = render_timeline(timeline);
  int in_legend = 0, elsewhere = 0;
  for (int y = 0; y < plain.height(); ++y)
    for (int x = 0; x < plain.width(); ++x)
      if (plain.pixel(x, y).r != smoothed.pixel(x, y).r)
        ++(y > 60 && y < 95 ? in_legend : elsewhere);
  EXPECT_GT(in_legend, 100);
  EXPECT_EQ(elsewhere, 0);
}

TEST(Timeline, RefusesASpectrogramOfAnotherShape) {
  SongTimeline timeline = small_timeline();
  timeline.spectrogram.num_bins = 9;
  expect_error(Exit::kSoftware, "is [num_frames, num_bins]", [&] { render_timeline(timeline); });
}

TEST(Png, HoldsThePixelsThatWereDrawn) {
  const Scratch scratch;
  Canvas canvas(37, 11, {10, 20, 30});
  canvas.fill({3, 3}, {20, 8}, {200, 100, 50});
  write_png(scratch / "a.png", canvas);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_NE(png_image_begin_read_from_file(&image, (scratch / "a.png").c_str()), 0);
  image.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(image));
  ASSERT_NE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr), 0);
  EXPECT_EQ(image.width, 37u);
  const PictureSize size = read_png_size(scratch / "a.png");
  EXPECT_EQ(size.width, 37u);
  EXPECT_EQ(size.height, 11u);
  EXPECT_EQ(pixels, canvas.pixels());
}

TEST(Png, IsRefusedWhereItIsDamaged) {
  const Scratch scratch;
  const std::string whole = to_png(Canvas(37, 11, {10, 20, 30}));
  const auto expect_refused = [&](const std::string& bytes, const std::string& message) {
    expect_error(Exit::kBadData, "a.png" + message,
                 [&] { read_png_size(scratch.file("a.png", bytes)); });
  };
  std::string other = whole;
  other[20] ^= 1;  // the width
  expect_refused(other, "@8: chunk \"IHDR\" is damaged");
  expect_refused(whole.substr(0, whole.size() - 5), "@");
  expect_refused(whole + "more", "@" + std::to_string(whole.size()) + ": the PNG ends here");
  expect_refused(whole.substr(0, 8), ": is no whole PNG");
  expect_refused(whole.substr(0, 8) + whole.substr(whole.size() - 12), ": is no whole PNG");
  expect_refused(whole.substr(0, whole.size() - 12), ": is no whole PNG");
}

TEST(Png, NamesTheFileThatCannotBeWritten) {
  const Scratch scratch;
  const Canvas canvas(8, 8, kBackground);
  expect_error(Exit::kCannotCreate, "a.png: cannot be created",
               [&] { write_png(scratch / "absent/a.png", canvas); });
  std::filesystem::create_directory(scratch / "b.png");
  expect_error(Exit::kCannotCreate, "b.png: is a directory",
               [&] { write_png(scratch / "b.png", canvas); });
}

}  // namespace
}  // namespace cantus
