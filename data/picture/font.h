#pragma once

#include <array>
#include <cstdint>

#include "data/picture/latin.h"

namespace cantus {

inline constexpr int kGlyphColumns = 5;
inline constexpr int kGlyphRows = 13;     // four for accents, seven above the base line, two below
inline constexpr int kGlyphBaseRow = 11;  // the base line is the upper edge of this row
inline constexpr int kGlyphAdvance = 6;   // from one glyph to the next

// The rows of a letter, top row first; bit 4 is the left column. A base that the font lacks gives a
// question mark.
std::array<std::uint8_t, kGlyphRows> glyph_rows(Letter letter);

}  // namespace cantus
