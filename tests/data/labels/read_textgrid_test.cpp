#include <gtest/gtest.h>

#include "data/labels/label_text.h"
#include "data/labels/read_labels.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

using Segments = std::vector<Segment>;

Segments read(const std::string& text, double duration_s = kUnknownDuration) {
  const Scratch scratch;
  return read_textgrid(scratch.file("a.TextGrid", text), duration_s);
}

// The short form of a TextGrid file with these tiers, 9 s long.
std::string short_form(int num_tiers, const std::string& tiers) {
  return "File type = \"ooTextFile\"\n\"TextGrid\"\n\n0\n9\n<exists>\n" +
         std::to_string(num_tiers) + "\n" + tiers;
}

std::string tier(const std::string& name, int num_intervals, const std::string& intervals) {
  return "\"IntervalTier\"\n\"" + name + "\"\n0\n9\n" + std::to_string(num_intervals) + "\n" +
         intervals;
}

// The text in UTF-16 with a byte-order mark; characters up to U+FFFF.
std::string utf16(const std::u16string& text, bool is_big_endian) {
  std::string bytes;
  for (const char16_t unit : u"\xfeff" + text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
    bytes += is_big_endian ? high : low;
    bytes += is_big_endian ? low : high;
  }
  return bytes;
}

TEST(ReadTextgrid, ReadsWhatIsWritten) {
  const Segments segments{{0, 1.5, "sing"}, {1.5, 2, "a \"b\""}, {2.5, 3.25, "sing"}};
  EXPECT_EQ(read(to_textgrid(segments, 4)), segments);
  EXPECT_EQ(read(to_textgrid({{1, 4, "sing"}}, 4)), (Segments{{1, 4, "sing"}}));
  EXPECT_TRUE(read(to_textgrid({}, 4)).empty());
}

// The long form as Praat writes it: blanks after values, times with all their digits.
TEST(ReadTextgrid, ReadsWhatPraatWrites) {
  const std::string text = R"(File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0 
xmax = 2.3000000000000003 
tiers? <exists> 
size = 2 
item []: 
    item [1]:
        class = "IntervalTier" 
        name = "singer" 
        xmin = 0 
        xmax = 2.3000000000000003 
        intervals: size = 3 
        intervals [1]:
            xmin = 0 
            xmax = 0.7123456789012345 
            text = "" 
        intervals [2]:
            xmin = 0.7123456789012345 
            xmax = 1.5 
            text = " sing
" 
        intervals [3]:
            xmin = 1.5 
            xmax = 2.3000000000000003 
            text = " " 
    item [2]:
        class = "TextTier" 
        name = "breaths" 
        xmin = 0 
        xmax = 2.3000000000000003 
        points: size = 1 
        points [1]:
            number = 0.7 
            mark = "in" 
)";
  EXPECT_EQ(read(text), (Segments{{0.7123456789012345, 1.5, "sing"}}));
  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  EXPECT_EQ(read(crlf), read(text));
}

TEST(ReadTextgrid, ReadsTheShortFormWithComments) {
  const std::string text =
      "\"ooTextFile short\" ! made by hand\n\"TextGrid\"\n0 9 <exists> 1 ! \"one\" tier of 7\n" +
      tier("voice", 1, "1 2.5 \"sing\" !") + "\n- 12\n";
  EXPECT_EQ(read(text), (Segments{{1, 2.5, "sing"}}));
}

TEST(ReadTextgrid, ReadsUtf16OfBothOrders) {
  const std::u16string text =
      u"\"ooTextFile\" \"TextGrid\" 0 9 <exists> 1 \"IntervalTier\" \"voice\" 0 9 1 1 2 "
      u"\"\u0101\u4e2d\xd83c\xdfa4\xdc00 sing\"";
  const Segments expected{{1, 2, "\u0101\u4e2d\U0001f3a4\ufffd sing"}};
  EXPECT_EQ(read(utf16(text, true)), expected);
  EXPECT_EQ(read(utf16(text, false)), expected);
}

TEST(ReadTextgrid, TakesTheTierOfItsName) {
  const std::string words = tier("words", 1, "0 1 \"la\"\n"),
                    voice = tier("voice", 1, "0 2 \"sing\"\n");
  EXPECT_EQ(read(short_form(1, words)), (Segments{{0, 1, "la"}}));
  EXPECT_EQ(read(short_form(2, words + voice)), (Segments{{0, 2, "sing"}}));
  expect_error(Exit::kBadData,
               "tiers words, words (expected one tier of intervals, or one of them named voice)",
               [&] { read(short_form(2, words + words)); });
  expect_error(Exit::kBadData, "tiers voice, voice (expected one",
               [&] { read(short_form(2, voice + voice)); });
  expect_error(Exit::kBadData, "no tier of intervals (expected one",
               [] { read("\"ooTextFile\" \"TextGrid\" 0 9 <absent>"); });
  expect_error(Exit::kBadData, "no tier of intervals (expected one",
               [] { read(short_form(1, "\"TextTier\" \"beats\" 0 9 1 0.5 \"\"")); });
}

TEST(ReadTextgrid, RefusesEverythingElse) {
  const auto expect_refused = [&](const std::string& text, const std::string& message) {
    expect_error(Exit::kBadData, "a.TextGrid" + message, [&] { read(text, 9); });
  };
  expect_refused("", ": is empty");
  expect_refused("0 1 sing\n", ":1: \"0\" (expected \"ooTextFile\")");
  expect_refused("ooBinaryFile\x08TextGrid", ":1: no further value (expected \"ooTextFile\")");
  expect_refused("\"Praat chronological TextGrid text file\"", ":1: \"Praat chronological");
  expect_refused("\"ooTextFile\"\n\"Pitch 1\"", ":2: \"Pitch 1\" (expected \"TextGrid\")");
  expect_refused("\"ooTextFile\"\n\"TextGrid\"\n0.5 9", ":3: its time starts later");
  expect_refused("\"ooTextFile\"\n\"TextGrid\"\n0 1e6", ":3: its time ends at 1000000.000000 s");
  expect_refused("\"ooTextFile\"\n\"TextGrid\"\n0 1e999", ":3: \"1e999\" (expected xmax");
  expect_refused("\"ooTextFile\"\n\"TextGrid\"\n0 9 1", ":3: \"1\" (expected <exists>)");
  expect_refused("\"ooTextFile\"\n\"TextGrid\"\n0 9 <exists>\n1.5", ":4: 1.500000 (expected the n");
  expect_refused("\"ooTextFile\"\n\"TextGrid\"\n0 9 <exists>\n-1", ":4: -1.000000 (expected the n");
  expect_refused(short_form(1, "\"Tier\""), ":8: \"Tier\" (expected \"IntervalTier\" or \"TextT");
  expect_refused(short_form(1, tier("a", 2, "0 1 \"sing\"")),
                 ":13: no further value (expected an interval's start)");
  expect_refused(short_form(1, tier("a", 1, "0 1 \"sing")), ":13: a text without its second quote");
  expect_refused(short_form(1, tier("a", 1, "0 \"sing\"")),
                 ":13: \"\"sing\"\" (expected an interval's end)");
  expect_refused(short_form(1, tier("a", 2, "0 2 \"sing\"\n1 3 \"sing\"")),
                 ":14: segment starts at 1.000000 s, inside the one above it");
  expect_refused(short_form(1, tier("a", 1, "0 12 \"sing\"")), ":13: segment ends at 12");
}

}  // namespace
}  // namespace cantus
