#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "data/picture/panel_sheet.h"
#include "data/picture/pattern_sheet.h"
#include "data/picture/scatter.h"

namespace cantus {
namespace {

bool operator_equal(Color a, Color b) { return a.r == b.r && a.g == b.g && a.b == b.b; }

int count(const Canvas& canvas, Color color) {
  int found = 0;
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) found += operator_equal(canvas.pixel(x, y), color);
  }
  return found;
}

// The centre of all pixels of a colour.
Point centre_of(const Canvas& canvas, Color color) {
  Point sum;
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) {
      if (!operator_equal(canvas.pixel(x, y), color)) continue;
      sum.x += x;
      sum.y += y;
    }
  }
  const int n = count(canvas, color);
  return {sum.x / n, sum.y / n};
}

TEST(PatternSheetPicture, HasTimeToTheRightAndFrequencyUp) {
  PatternSheet sheet;
  // Bright: the last frame's lowest band; dark: the first frame's highest band.
  std::vector<float> pattern(25 * 64, 0.5f);
  pattern[24 * 64] = 1;
  pattern[63] = 0;
  sheet.rows = {{{"", 25, 64, {}, {pattern}}}};
  const Canvas canvas = render_patterns(sheet);
  EXPECT_EQ(count(canvas, heat_color(1)), 4);
  EXPECT_EQ(count(canvas, heat_color(0)), 4);
  EXPECT_EQ(count(canvas, heat_color(0.5)), 4 * (25 * 64 - 2));
  const Point bright = centre_of(canvas, heat_color(1)), dark = centre_of(canvas, heat_color(0));
  EXPECT_EQ(bright.x - dark.x, 2 * 24);
  EXPECT_EQ(bright.y - dark.y, 2 * 63);
}

TEST(PatternSheetPicture, HasNetworksBesideEachOtherAndLayersBelow) {
  PatternSheet sheet;
  const std::vector<float> rising = {0, 0.25f, 0.75f, 1};
  const PatternBlock block{"L1", 2, 2, {"0", "1"}, {rising, rising}};
  sheet.rows = {{block, block}, {block, block}, {block, block}};
  const Canvas six = render_patterns(sheet);
  EXPECT_EQ(count(six, heat_color(1)), 12 * 4);
  sheet.rows = {{block}};
  const Canvas one = render_patterns(sheet);
  EXPECT_GT(six.width(), one.width());
  EXPECT_GT(six.height(), one.height());
  EXPECT_EQ(count(one, heat_color(1)), 2 * 4);
}

TEST(PatternSheetPicture, OfAConstantIsDark) {
  PatternSheet sheet;
  sheet.rows = {{{"", 3, 3, {}, {std::vector<float>(9, 7.0f)}}}};
  EXPECT_EQ(count(render_patterns(sheet), heat_color(0)), 4 * 9);
}

TEST(ScatterPicture, PutsPointsWhereTheyAre) {
  ScatterPicture picture;
  picture.clouds = {{"", {{-1, -1}, {-1, -1}}}, {"", {{3, 1}}}};
  const Canvas canvas = render_scatter(picture);
  ScatterPicture alone = picture;
  alone.clouds[1].points.clear();
  // Finds the second cloud's point, up and to the right, by comparison with a picture without it.
  int changed = 0;
  Point second;
  alone.clouds[0].points.push_back({3, 1});  // keeps the axes' range
  const Canvas other = render_scatter(alone);
  for (int y = 130; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) {
      if (operator_equal(canvas.pixel(x, y), other.pixel(x, y))) continue;
      ++changed;
      second.x += x;
      second.y += y;
    }
  }
  ASSERT_GT(changed, 40);
  ASSERT_LT(changed, 200);
  EXPECT_GT(second.x / changed, 0.8 * canvas.width());
  // The data are wider than high: the point stays in the middle third of the height.
  EXPECT_LT(second.y / changed, 0.6 * canvas.height());
  EXPECT_GT(second.y / changed, 0.3 * canvas.height());
}

TEST(ScatterPicture, TakesPointsThatAreOne) {
  ScatterPicture picture;
  picture.clouds = {{"a", {{2, 2}}}, {"b", {}}};
  EXPECT_GT(render_scatter(picture).width(), 0);
}

// Rows [first, last) of the picture that contain such a pixel in these columns.
std::pair<int, int> rows_with(const Canvas& canvas, int left, int right,
                              const std::function<bool(Color)>& is_such) {
  std::pair<int, int> rows{canvas.height(), 0};
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = left; x < right; ++x) {
      if (!is_such(canvas.pixel(x, y))) continue;
      rows = {std::min(rows.first, y), y + 1};
      break;
    }
  }
  return rows;
}

constexpr int kMapTop = 94;  // of the first panel, below both titles

PanelSheet sheet_of(FramePanel panel) { return {"", 100, 0.01, 0.02, 0, {std::move(panel)}}; }

TEST(PanelSheetPicture, HasTimeToTheRightAndFrequencyUp) {
  std::vector<float> map(100 * 10, 0.5f);
  for (int t = 80; t < 100; ++t) map[t * 10] = 1;  // late and low
  for (int t = 0; t < 20; ++t)
    for (int b = 7; b < 10; ++b) map[t * 10 + b] = 0;  // early and high
  const Canvas canvas = render_panels(sheet_of({"", PanelKind::kMap, map}));
  ASSERT_GT(count(canvas, heat_color(1)), 0);
  ASSERT_GT(count(canvas, heat_color(0)), 0);
  const Point bright = centre_of(canvas, heat_color(1)), dark = centre_of(canvas, heat_color(0));
  EXPECT_GT(bright.x, 0.8 * canvas.width());
  EXPECT_LT(dark.x, 0.25 * canvas.width());
  EXPECT_GT(bright.y, dark.y + 80);
}

TEST(PanelSheetPicture, ShowsSignsAsRedAndBlue) {
  std::vector<float> map(100 * 10, 0.0f);
  for (int t = 0; t < 50; ++t) map[t * 10 + 4] = 1;
  for (int t = 50; t < 100; ++t) map[t * 10 + 4] = -1;
  const auto is_red = [](Color c) { return c.r > c.b + 60; };
  const auto is_blue = [](Color c) { return c.b > c.r + 60; };
  const Canvas with = render_panels(sheet_of({"", PanelKind::kSignedMap, map}));
  const int middle = (64 + with.width() - 40) / 2;
  EXPECT_GT(rows_with(with, 64, middle, is_red).second, 0);
  EXPECT_EQ(rows_with(with, 64, middle, is_blue).second, 0);
  EXPECT_GT(rows_with(with, middle, with.width() - 40, is_blue).second, kMapTop);
  const auto red = rows_with(with, middle, with.width() - 40, is_red);
  EXPECT_LE(red.second, kMapTop) << "the key alone";
}

TEST(PanelSheetPicture, HasAKeyOfAMapsColors) {
  std::vector<float> map(100 * 10, 0.25f);
  std::fill(map.begin() + 500, map.end(), 0.75f);
  const Canvas canvas = render_panels(sheet_of({"", PanelKind::kMap, map}));
  const auto key = [&](Color color) {
    return rows_with(canvas, canvas.width() / 2, canvas.width(),
                     [&](Color c) { return c.r == color.r && c.g == color.g && c.b == color.b; });
  };
  EXPECT_LT(key(heat_color(std::sqrt(0.5 / 120))).first, kMapTop);
  EXPECT_LT(key(heat_color(std::sqrt(119.5 / 120))).first, kMapTop);
  EXPECT_EQ(key(heat_color(60.5 / 120)).second - key(heat_color(60.5 / 120)).first, 10);
  const auto is_text = [](Color c) { return c.r > 130 && std::abs(c.r - c.g) < 20; };
  EXPECT_LT(rows_with(canvas, 900, canvas.width(), is_text).first, kMapTop);
  std::vector<float> curve(map.begin(), map.begin() + 100);
  const Canvas without = render_panels(sheet_of({"", PanelKind::kCurve, curve}));
  EXPECT_GE(rows_with(without, 900, without.width(), is_text).first, kMapTop);
}

TEST(PanelSheetPicture, DrawsACurveFromItsTopDown) {
  std::vector<float> curve(100, 0.0f);
  std::fill(curve.begin() + 50, curve.end(), 0.5f);
  const auto is_line = [](Color c) { return c.g > 180 && c.r < 120; };
  const auto height_at_end = [&](PanelKind kind) {
    const Canvas canvas = render_panels(sheet_of({"", kind, curve}));
    const auto low = rows_with(canvas, 100, 200, is_line);
    const auto high = rows_with(canvas, canvas.width() - 200, canvas.width() - 100, is_line);
    return low.first - high.first;
  };
  EXPECT_NEAR(height_at_end(PanelKind::kProbability), 40, 1);
  EXPECT_NEAR(height_at_end(PanelKind::kCurve), 80, 1);
}

// Between two frames, and in a column that has frames of both values, a decision is 0 or 1.
TEST(PanelSheetPicture, DrawsADecisionByItsSteps) {
  std::vector<float> curve(10, 0.0f);
  std::fill(curve.begin() + 5, curve.end(), 1.0f);
  const auto is_line = [](Color c) { return c.g > 180 && c.r < 120; };
  const auto columns_between = [&](PanelKind kind) {
    const Canvas canvas = render_panels({"", 10, 0.01, 0.02, 0, {{"", kind, curve}}});
    int num_columns = 0;
    for (int x = 70; x < canvas.width() - 50; ++x) {
      const auto rows = rows_with(canvas, x, x + 1, is_line);
      if (rows.first > kMapTop + 8 && rows.second < kMapTop + 72) ++num_columns;
    }
    return num_columns;
  };
  EXPECT_GT(columns_between(PanelKind::kProbability), 50)
      << "frames are 110 columns apart, and a curve leads from one on";
  EXPECT_LE(columns_between(PanelKind::kDecision), 2) << "the step itself";
}

TEST(PanelSheetPicture, HasAnAxisOfFrequencyWhereBinsAreEvenlySpaced) {
  PanelSheet sheet = sheet_of({"", PanelKind::kMap, std::vector<float>(1000, 0.5f)});
  const auto is_ink = [](Color c) { return c.r > 100 && c.g > 100; };
  EXPECT_EQ(rows_with(render_panels(sheet), 0, 60, is_ink).second, 0);
  sheet.top_khz = 8;
  EXPECT_GT(rows_with(render_panels(sheet), 0, 60, is_ink).second, 150);
  // Marks from 8 kHz at the top down to 2 kHz; a map is 186 pixels high.
  const auto marks =
      rows_with(render_panels(sheet), 58, 59, [](Color c) { return c.r > 50 && c.g > 50; });
  EXPECT_NEAR(marks.first, kMapTop, 1);
  EXPECT_NEAR(marks.second, kMapTop + 186 * 6 / 8, 2);
}

TEST(PanelSheetPicture, MarksTheMomentsOfItsAxisInEveryPanel) {
  PanelSheet sheet = sheet_of({"", PanelKind::kMap, std::vector<float>(1000, 0.5f)});  // 0 to 2 s
  sheet.panels.push_back(sheet.panels.front());
  const Canvas canvas = render_panels(sheet);
  const auto lighter = [&](int y) {
    std::set<int> columns;
    for (int x = 65; x < canvas.width() - 41; ++x)
      if (canvas.pixel(x, y).r > heat_color(0).r + 10) columns.insert(x);
    return columns;
  };
  const auto first = lighter(64 + 30 + 90), second = lighter(64 + 2 * 30 + 12 + 186 + 90);
  EXPECT_EQ(first, second);
  EXPECT_EQ(first.count((64 + canvas.width() - 40) / 2), 1u);  // at 1 s
  EXPECT_LE(first.size(), 24u);
}

TEST(PanelSheetPicture, GrowsWithEveryPanel) {
  PanelSheet sheet = sheet_of({"", PanelKind::kCurve, std::vector<float>(100, 1.0f)});
  const int one = render_panels(sheet).height();
  sheet.panels.push_back({"", PanelKind::kMap, std::vector<float>(1000, 1.0f)});
  EXPECT_GT(render_panels(sheet).height(), one + 150);
}

}  // namespace
}  // namespace cantus
