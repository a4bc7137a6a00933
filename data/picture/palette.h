#pragma once

#include <array>

#include "data/picture/color.h"

namespace cantus {

// The colours of all pictures: dark, so that spectrograms stand out.
inline constexpr Color kBackground = {13, 16, 22};
inline constexpr Color kPanel = {21, 26, 34};
inline constexpr Color kInk = {226, 231, 238};
inline constexpr Color kMuted = {142, 152, 166};
inline constexpr Color kGrid = {255, 255, 255};  // with kGridAlpha: lines through a panel
inline constexpr double kGridAlpha = 0.09;
inline constexpr Color kVoice = {84, 214, 196};  // curves of the first or only network

inline constexpr Color kTruth = {244, 190, 79};
inline constexpr Color kThreshold = {242, 118, 108};
// The colours of networks in order; after the last, the first again.
inline constexpr std::array<Color, 8> kModelColors = {{kVoice,
                                                       {140, 160, 255},
                                                       {232, 140, 200},
                                                       {178, 214, 110},
                                                       {178, 84, 232},
                                                       {178, 108, 70},
                                                       {56, 112, 248},
                                                       {72, 156, 72}}};

}  // namespace cantus
