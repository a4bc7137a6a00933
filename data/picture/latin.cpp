#include "data/picture/latin.h"

#include <string_view>

namespace cantus {
namespace {

constexpr char32_t kNoCharacter = 0xfffd;

// Decodes the character at `at` and moves `at` past it.
char32_t next_character(const std::string& text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  const int num_more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
  if (num_more == 0) return kNoCharacter;
  char32_t character = lead & (0x3f >> num_more);
  for (int i = 0; i < num_more; ++i, ++at) {
    if (at >= text.size() || (byte(at) & 0xc0) != 0x80) return kNoCharacter;
    character = character << 6 | (byte(at) & 0x3f);
  }
  return character;
}

// U+00A0 to BF, C0 to FF (their accents below) and 100 to 17F as ASCII; `_` marks a letter that the
// font has itself.
constexpr std::string_view kSigns = " !cL$Y|S\"ca\"--r-o+23'uP.,1o\"????";
constexpr std::string_view kLatin1 =
    "AAAAAA_CEEEEIIIIDNOOOOOx_UUUUYP_aaaaaa_ceeeeiiiidnooooo/_uuuuypy";
constexpr std::string_view kMarks =
    "`'^~:o ,`'^:`'^: ~`'^~:  `'^:'  `'^~:o ,`'^:`'^: ~`'^~:  `'^:' :";
constexpr std::string_view kExtendedA =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(kSigns.size() == 32 && kLatin1.size() == 64 && kMarks.size() == 64 &&
              kExtendedA.size() == 128);

Accent accent_of(char mark) {
  constexpr std::string_view kInOrder = " `'^~:o,";
  return static_cast<Accent>(kInOrder.find(mark));
}

// The accent that a combining character puts on the letter before it.
Accent combining_accent(char32_t character) {
  constexpr std::u32string_view kInOrder = U"\u0300\u0301\u0302\u0303\u0308\u030a\u0327";
  const std::size_t place = kInOrder.find(character);
  return place == kInOrder.npos ? Accent::kNone : static_cast<Accent>(place + 1);
}

Letter letter_of(char32_t character) {
  if (character >= 0x20 && character < 0x7f) return {character, Accent::kNone};
  if (character >= 0xa0 && character < 0xc0)
    return {static_cast<char32_t>(kSigns[character - 0xa0]), Accent::kNone};
  if (character >= 0xc0 && character < 0x100) {
    const char base = kLatin1[character - 0xc0];
    return {base == '_' ? character : static_cast<char32_t>(base),
            accent_of(kMarks[character - 0xc0])};
  }
  if (character >= 0x100 && character < 0x180)
    return {static_cast<char32_t>(kExtendedA[character - 0x100]), Accent::kNone};
  if (character >= 0x2010 && character <= 0x2015) return {U'-', Accent::kNone};
  if (character == 0x2018 || character == 0x2019) return {U'\'', Accent::kNone};
  if (character == 0x201c || character == 0x201d || character == 0x201e)
    return {U'"', Accent::kNone};
  return {};
}

}  // namespace

std::vector<Letter> letters_of(const std::string& text) {
  std::vector<Letter> letters;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t character = next_character(text, at);
    if (character >= 0x300 && character < 0x370 && !letters.empty()) {
      if (const Accent accent = combining_accent(character); accent != Accent::kNone)
        letters.back().accent = accent;
      continue;
    }
    letters.push_back(letter_of(character));
  }
  return letters;
}

}  // namespace cantus
