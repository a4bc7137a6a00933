#pragma once

#include <string>
#include <vector>

namespace cantus {

enum class Accent { kNone, kGrave, kAcute, kCircumflex, kTilde, kDiaeresis, kRing, kCedilla };

// A letter of the font: an ASCII character or one of U+00C6, D8, DF, E6, F8, and an accent.
struct Letter {
  char32_t base = U'?';
  Accent accent = Accent::kNone;

  bool operator==(const Letter&) const = default;
};

// The letters of a UTF-8 text. Keeps Latin-1 with its accents, composed or not (U+00FC, or u and
// U+0308); letters of Latin Extended-A lose their accents; typographic quotes and dashes become
// ASCII; any other character, and invalid UTF-8, becomes one question mark.
std::vector<Letter> letters_of(const std::string& text);

}  // namespace cantus
