#pragma once

#include <cstdint>

namespace cantus {

inline constexpr int kGlyphColumns = 5;
inline constexpr int kGlyphRows = 9;     // seven above the base line, two below
inline constexpr int kGlyphBaseRow = 7;  // the base line is the upper edge of this row
inline constexpr int kGlyphAdvance = 6;  // from one glyph to the next

// The nine rows of an ASCII character, top row first; bit 4 is the left column. Any other byte
// gives the question mark.
const std::uint8_t* glyph_rows(char character);

}  // namespace cantus
