#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "data/synth/score/random.h"
#include "data/synth/score/score.h"

namespace cantus {

// Parts that are played together, beginning at start_s.
struct MidiTake {
  std::vector<const Part*> parts;
  double start_s;
};

// A Standard MIDI File (format 0) with the takes one after the other, `end_s` long. Parts with
// vibrato get it, and now and then a slide into a note, by pitch wheel. Every note ends before the
// track does: a note-off after the end makes fluidsynth render for ever.
std::string midi_file(const std::vector<MidiTake>& takes, double end_s, Random& random);

// The {key, velocity} pairs that each preset {bank, program} has to play. Bank 128 holds the drums.
using NotesOfPresets = std::map<std::pair<int, int>, std::set<std::pair<int, int>>>;

// The notes of a Standard MIDI File of ours (format 0, no running status), channel 10 for drums.
NotesOfPresets notes_of(const std::string& midi);

}  // namespace cantus
