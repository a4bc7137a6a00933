#pragma once

#include "data/picture/color.h"

namespace cantus {

// What all pictures are painted with: dark, so that spectrograms shine.
inline constexpr Color kBackground = {13, 16, 22};
inline constexpr Color kPanel = {21, 26, 34};
inline constexpr Color kInk = {226, 231, 238};
inline constexpr Color kMuted = {142, 152, 166};
inline constexpr Color kGrid = {255, 255, 255};  // with kGridAlpha: lines through a panel
inline constexpr double kGridAlpha = 0.09;
inline constexpr Color kVoice = {84, 214, 196};  // curves of the first or only network

}  // namespace cantus
