#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/manifest/split.h"

namespace cantus {

// One note of an instrument.
struct Note {
  double start_s;
  double duration_s;
  int pitch;        // MIDI note number; in a drum part the General MIDI percussion key
  double velocity;  // 0 .. 1
};

// One instrument of the accompaniment.
struct Part {
  int program;              // General MIDI program 0 .. 127, or kDrums
  double level;             // 0 .. 1, linear
  double vibrato_cents;     // depth of a 5 to 6 Hz vibrato with the pitch wheel; 0 for none
  bool solo;                // plays between the sung phrases: set to the voice's level
  std::vector<Note> notes;  // sorted by start
};
constexpr int kDrums = -1;

// One sung note. A singer transposes the song by octaves into the own range.
struct SungNote {
  double start_s;
  double duration_s;
  double pitch;  // MIDI note number
  bool slurred;  // continues the syllable of the note before
};
using Phrase = std::vector<SungNote>;  // sung in one breath

// A composition: everything but the sound.
struct Score {
  std::string style;
  double duration_s;
  std::vector<Part> parts;
  std::vector<Phrase> phrases;  // empty for an instrumental
};

// Composes a song in one of the styles that belong to `split`. With `instrumental` nobody sings and
// the solo instrument, in most songs one often taken for a voice (choir and voice patches, vibrato
// violin, saxophone, theremin-like leads), plays nearly throughout. Depends on its arguments alone.
Score compose(std::uint64_t seed, Split split, double duration_s, bool instrumental);

}  // namespace cantus
