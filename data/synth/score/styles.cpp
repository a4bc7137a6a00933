#include "data/synth/score/styles.h"

namespace cantus {

const std::vector<Style>& styles() {
  using enum Role;
  using enum Split;
  using D = DrumPattern;
  // clang-format off
  static const std::vector<Style> table = {
      {.name = "rock", .split = kTrain, .slowest_bpm = 100, .fastest_bpm = 150,
       .drums = D::kRock,
       .parts = {{{33, 34}, kBassEighths},  // bass
                 {{29, 30}, kPowerChords},  // guitar
                 {{27, 28}, kStrum}},       // rhythm
       .solos = {30, 29, 26, 65}},
      {.name = "pop", .split = kTrain, .slowest_bpm = 84, .fastest_bpm = 128,
       .drums = D::kPop,
       .parts = {{{33, 35, 38}, kBassSyncopated},  // bass
                 {{0, 1, 4, 5}, kChords},          // keys
                 {{25, 27}, kStrum},               // guitar
                 {{48, 50, 89}, kPad}},            // pad
       .solos = {80, 81, 73, 26, 65, 4}},
      {.name = "ballad", .split = kTrain, .slowest_bpm = 58, .fastest_bpm = 84,
       .drums = D::kSoft,
       .parts = {{{32, 33, 35}, kBassHalf},  // bass
                 {{0, 1, 4}, kArpeggio},     // piano
                 {{48, 49, 50}, kPad}},      // strings
       .solos = {40, 68, 71, 73, 26, 75}},
      {.name = "karaoke", .split = kTrain, .slowest_bpm = 68, .fastest_bpm = 104,
       .drums = D::kPop,
       .parts = {{{33, 34, 36}, kBassHalf},        // bass
                 {{0, 2, 5}, kComp},               // piano
                 {{24, 25, 27}, kArpeggio},        // guitar
                 {{48, 49, 51}, kPad},             // strings
                 {{8, 9, 11, 14, 98}, kOffbeat}},  // bells
       .solos = {73, 75, 65, 71, 22, 79}},
      {.name = "folk", .split = kTrain, .slowest_bpm = 80, .fastest_bpm = 120,
       .drums = D::kNone,
       .parts = {{{24, 25}, kArpeggio},     // guitar
                 {{32}, kBassHalf},         // bass
                 {{25, 105, 15}, kStrum}},  // second guitar
       .solos = {40, 110, 22, 73, 21}},
      {.name = "edm", .split = kTrain, .slowest_bpm = 116, .fastest_bpm = 136,
       .drums = D::kFour,
       .parts = {{{38, 39, 87}, kBassOctaves},  // bass
                 {{81, 87, 62}, kStrum},        // synth
                 {{90, 95, 88}, kPad}},         // pad
       .solos = {80, 84, 81}},
      {.name = "latin", .split = kTrain, .slowest_bpm = 92, .fastest_bpm = 124,
       .drums = D::kLatin,
       .parts = {{{32, 33}, kBassSyncopated},  // bass
                 {{24}, kStrum},               // guitar
                 {{61, 56, 57}, kStab}},       // brass
       .solos = {56, 73, 21, 66}},
      {.name = "country", .split = kTrain, .slowest_bpm = 92, .fastest_bpm = 140,
       .drums = D::kShuffle, .swing = .08,
       .parts = {{{33, 32}, kBassHalf},   // bass
                 {{25, 26}, kStrum},      // guitar
                 {{105, 25}, kArpeggio},  // banjo
                 {{16, 19}, kPad}},       // organ
       .solos = {110, 26, 22, 105}},
      {.name = "disco", .split = kTrain, .slowest_bpm = 108, .fastest_bpm = 126,
       .drums = D::kFour,
       .parts = {{{33, 36}, kBassOctaves},  // bass
                 {{27, 28}, kOffbeat},      // guitar
                 {{48, 50}, kPad},          // strings
                 {{61, 62}, kStab}},        // brass
       .solos = {66, 56, 81, 11}},
      {.name = "bossa", .split = kTrain, .slowest_bpm = 100, .fastest_bpm = 136,
       .drums = D::kBossa,
       .parts = {{{32, 33}, kBassSyncopated},  // bass
                 {{24}, kComp},                // guitar
                 {{4, 11, 5}, kComp}},         // keys
       .solos = {66, 73, 11, 24}},
      {.name = "choral", .split = kTrain, .slowest_bpm = 66, .fastest_bpm = 96,
       .drums = D::kSoft,
       .parts = {{{32, 43}, kBassHalf},     // bass
                 {{52, 53, 54, 91}, kPad},  // choir
                 {{46, 0}, kArpeggio}},     // harp
       .solos = {52, 53, 68, 42}},
      {.name = "reggae", .split = kValid, .slowest_bpm = 70, .fastest_bpm = 96,
       .drums = D::kReggae,
       .parts = {{{33, 37}, kBassSyncopated},  // bass
                 {{16, 18}, kOffbeat},         // organ
                 {{27}, kOffbeat}},            // guitar
       .solos = {22, 17, 57}},
      {.name = "waltz", .split = kValid, .slowest_bpm = 84, .fastest_bpm = 150,
       .drums = D::kWaltz, .beats_per_bar = 3,
       .parts = {{{32, 43}, kWaltz},    // bass
                 {{21, 23}, kChords},   // accordion
                 {{3, 0}, kArpeggio}},  // piano
       .solos = {21, 71, 41}},
      {.name = "jazz", .split = kTest, .slowest_bpm = 100, .fastest_bpm = 170,
       .drums = D::kSwing, .swing = .17,
       .parts = {{{32}, kBassWalk},  // bass
                 {{0, 1}, kComp},    // piano
                 {{26}, kChords}},   // guitar
       .solos = {65, 66, 59, 71, 11}},
      {.name = "funk", .split = kTest, .slowest_bpm = 92, .fastest_bpm = 116,
       .drums = D::kFunk, .swing = .04,
       .parts = {{{36, 37}, kBassOctaves},  // bass
                 {{7, 28}, kComp},          // clavinet
                 {{61}, kStab},             // brass
                 {{17}, kPad}},             // organ
       .solos = {64, 67, 56, 62}},
      {.name = "march", .split = kTest, .slowest_bpm = 96, .fastest_bpm = 124,
       .drums = D::kMarch,
       .parts = {{{58}, kBassHalf},     // tuba
                 {{60, 61}, kOffbeat},  // horns
                 {{56, 57}, kChords}},  // cornets
       .solos = {72, 74, 56}},
  };
  // clang-format on
  return table;
}

const std::vector<int>& voice_like_programs() {
  static const std::vector<int> programs = {52, 53, 54, 85, 91, 40, 41, 42,
                                            65, 66, 80, 81, 78, 79, 110};
  return programs;
}

}  // namespace cantus
