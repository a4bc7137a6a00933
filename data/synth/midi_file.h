#pragma once

#include <string>
#include <vector>

#include "data/synth/random.h"
#include "data/synth/score.h"

namespace cantus {

// Parts that are played together from start_s on.
struct MidiTake {
  std::vector<const Part*> parts;
  double start_s;
};

// A Standard MIDI File (format 0) with the takes one after the other, `end_s` long. Parts with
// vibrato get it, and now and then a slide into a note, by pitch wheel. Every note ends before the
// track does: a note-off after the end makes fluidsynth render for ever.
std::string midi_file(const std::vector<MidiTake>& takes, double end_s, Random& random);

}  // namespace cantus
