#pragma once

#include <string>
#include <vector>

namespace cantus {

enum class Accent { kNone, kGrave, kAcute, kCircumflex, kTilde, kDiaeresis, kRing, kCedilla };

// A letter as the font has it: an ASCII character or one of U+00C6, D8, DF, E6, F8, and an accent.
struct Letter {
  char32_t base = U'?';
  Accent accent = Accent::kNone;

  bool operator==(const Letter&) const = default;
};

// The letters of a UTF-8 text. Latin-1 is shown as it is, accents composed or not (U+00FC, or u and
// U+0308); the letters of Latin Extended-A lose theirs; typographic quotes and dashes become those
// of ASCII; any other character, and what is no UTF-8, is one question mark.
std::vector<Letter> letters_of(const std::string& text);

}  // namespace cantus
