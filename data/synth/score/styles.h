#pragma once

#include <string>
#include <vector>

#include "data/synth/score/score.h"

namespace cantus {

// What an accompanying part plays in a bar.
enum class Role {
  kBassEighths,
  kBassSyncopated,
  kBassHalf,
  kBassWalk,
  kBassOctaves,
  kPowerChords,
  kStrum,
  kChords,
  kComp,
  kPad,
  kWide,
  kBallad,
  kArpeggio,
  kStab,
  kOffbeat,
  kWaltz
};

enum class DrumPattern {
  kNone,
  kRock,
  kPop,
  kSoft,
  kSwing,
  kFour,
  kLatin,
  kReggae,
  kFunk,
  kWaltz,
  kShuffle,
  kMarch,
  kBossa
};

struct StylePart {
  std::vector<int> programs;  // General MIDI, one is drawn
  Role role;
};

struct Style {
  std::string name;
  Split split;
  double slowest_bpm, fastest_bpm;
  DrumPattern drums;
  double swing = 0;       // delay of the off-beat eighth, in beats
  int beats_per_bar = 4;  // 4 or 3
  std::vector<StylePart> parts;
  std::vector<int> solos;  // General MIDI programs of the instrument that answers the singer
};

const std::vector<Style>& styles();

// Instruments often taken for a singing voice.
const std::vector<int>& voice_like_programs();

}  // namespace cantus
