#include "data/picture/canvas.h"

#include <gtest/gtest.h>

#include "data/picture/font.h"
#include "data/picture/text.h"

namespace cantus {
namespace {

constexpr Color kBlack = {0, 0, 0};
constexpr Color kWhite = {255, 255, 255};

TEST(Canvas, FillsWholePixelsAndBlendsParts) {
  Canvas canvas(4, 2, kBlack);
  canvas.fill({0.5, 0}, {2, 1}, kWhite);
  EXPECT_EQ(canvas.pixel(0, 0).r, 128);
  EXPECT_EQ(canvas.pixel(1, 0).g, 255);
  EXPECT_EQ(canvas.pixel(2, 0).b, 0);
  EXPECT_EQ(canvas.pixel(1, 1).r, 0);
}

TEST(Canvas, CutsOffWhatFallsOutside) {
  Canvas canvas(3, 3, kBlack);
  canvas.fill({-100, -100}, {100, 1}, kWhite);
  canvas.draw({{{-50, 2.5}, {50, 2.5}}}, 1.0, kWhite);
  canvas.blend(7, 7, kWhite, 1.0);
  EXPECT_EQ(canvas.pixel(2, 0).r, 255);
  EXPECT_EQ(canvas.pixel(1, 1).r, 0);
  EXPECT_EQ(canvas.pixel(0, 2).r, 255);
}

TEST(Canvas, PaintsCrossingStrokesOnce) {
  Canvas canvas(9, 9, kBlack);
  canvas.draw({{{0, 4.5}, {9, 4.5}}, {{4.5, 0}, {4.5, 9}}}, 1.0, kWhite, 0.5);
  EXPECT_EQ(canvas.pixel(1, 4).r, 128);
  EXPECT_EQ(canvas.pixel(4, 4).r, 128);
}

TEST(Font, GivesEveryVisibleCharacterItsOwnShape) {
  for (int a = 32; a < 127; ++a) {
    for (int b = a + 1; b < 127; ++b) {
      const std::uint8_t* rows = glyph_rows(static_cast<char>(a));
      EXPECT_FALSE(std::equal(rows, rows + kGlyphRows, glyph_rows(static_cast<char>(b))))
          << static_cast<char>(a) << " and " << static_cast<char>(b);
    }
  }
  EXPECT_EQ(glyph_rows('\xc3'), glyph_rows('?'));
  EXPECT_EQ(glyph_rows('\n'), glyph_rows('?'));
}

TEST(Text, IsAsWideAsItsCharactersNotItsBytes) {
  EXPECT_EQ(text_width("", 2), 0);
  EXPECT_EQ(text_width("ab", 2), 22);
  EXPECT_EQ(text_width("\xc3\xa4\xe2\x99\xaa", 2), text_width("ab", 2));
}

TEST(Text, EndsAtItsAnchorWhenRightAligned) {
  Canvas canvas(60, 40, kBlack);
  draw_text(&canvas, {50, 30}, "HH", {kWhite, 2.0, Align::right});
  int first = 60, last = -1, top = 40, bottom = -1;
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 60; ++x) {
      if (canvas.pixel(x, y).r < 100) continue;
      first = std::min(first, x);
      last = std::max(last, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
    }
  }
  EXPECT_EQ(first, 50 - 22);
  EXPECT_EQ(last, 49);
  EXPECT_EQ(top, 30 - 14);
  EXPECT_EQ(bottom, 29);
}

}  // namespace
}  // namespace cantus
