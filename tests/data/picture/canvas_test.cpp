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

Letter plain(char32_t base) { return {base, Accent::kNone}; }

TEST(Font, GivesEveryVisibleCharacterItsOwnShape) {
  std::vector<char32_t> all{0xc6, 0xd8, 0xdf, 0xe6, 0xf8};
  for (char32_t c = 32; c < 127; ++c) all.push_back(c);
  for (std::size_t a = 0; a < all.size(); ++a)
    for (std::size_t b = a + 1; b < all.size(); ++b)
      EXPECT_NE(glyph_rows(plain(all[a])), glyph_rows(plain(all[b]))) << a << " and " << b;
  EXPECT_EQ(glyph_rows(plain(0x3a9)), glyph_rows(plain('?')));
  EXPECT_EQ(glyph_rows(plain('\n')), glyph_rows(plain('?')));
}

TEST(Font, PutsAccentsOntoLetters) {
  std::vector<std::array<std::uint8_t, kGlyphRows>> shapes;
  for (const char32_t base : {U'a', U'O', U'i'}) {
    for (int accent = 0; accent <= static_cast<int>(Accent::kCedilla); ++accent)
      shapes.push_back(glyph_rows({base, static_cast<Accent>(accent)}));
  }
  for (std::size_t a = 0; a < shapes.size(); ++a)
    for (std::size_t b = a + 1; b < shapes.size(); ++b) EXPECT_NE(shapes[a], shapes[b]) << a << b;
  const auto capital = glyph_rows({U'U', Accent::kDiaeresis});
  EXPECT_EQ(capital[2], 0x0a);
  EXPECT_EQ(capital[3], 0);  // free, above the letter
  EXPECT_EQ(glyph_rows({U'u', Accent::kDiaeresis})[4], 0x0a);
}

TEST(Latin, ShowsAccentsComposedOrNotAndSpellsOutTheRest) {
  const std::vector<Letter> expected{
      plain('M'), {U'u', Accent::kDiaeresis}, plain(0xdf), {U'e', Accent::kAcute}};
  EXPECT_EQ(letters_of("M\xc3\xbc\xc3\x9f\xc3\xa9"), expected);
  EXPECT_EQ(letters_of("Mu\xcc\x88\xc3\x9f"
                       "e\xcc\x81"),
            expected);
  EXPECT_EQ(letters_of("a\u0300a\u0301a\u0302a\u0303a\u0308a\u030ac\u0327"),
            letters_of("\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e7"));
  // Dvorak with a hacek, a curly apostrophe, a note, and a byte that is not UTF-8.
  const std::vector<Letter> spelt{plain('r'), plain('a'), plain('\''), plain('?'), plain('?')};
  EXPECT_EQ(letters_of("\xc5\x99\x61\xe2\x80\x99\xe2\x99\xaa\xff"), spelt);
}

TEST(Text, IsAsWideAsItsCharactersNotItsBytes) {
  EXPECT_EQ(text_width("", 2), 0);
  EXPECT_EQ(text_width("ab", 2), 22);
  EXPECT_EQ(text_width("\xc3\xa4\xe2\x99\xaa", 2), text_width("ab", 2));
}

TEST(Text, EndsAtItsAnchorWhenRightAligned) {
  Canvas canvas(60, 40, kBlack);
  draw_text(&canvas, {50, 30}, "HH", {kWhite, 2.0, Align::kRight});
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
