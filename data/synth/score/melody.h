#pragma once

#include <vector>

#include "data/synth/score/harmony.h"
#include "data/synth/score/random.h"
#include "data/synth/score/score.h"

namespace cantus {

// Bars [first, last) of a song in which somebody sings, or nobody does.
struct Section {
  int first_bar;
  int last_bar;
  bool vocal;
};

// Where the beats of a song lie in time.
struct Meter {
  double beat_s;
  int beats_per_bar;
  double swing;  // beats by which an off-beat eighth is late
  double time_s(int bar, double beat) const {
    const double fraction = beat - static_cast<int>(beat);
    const bool off_beat = fraction > .49 && fraction < .51;
    return (bar * beats_per_bar + beat + (off_beat ? swing : 0)) * beat_s;
  }
};

// Alternating sections that cover `num_bars`, at least one of them vocal.
std::vector<Section> lay_out_sections(int num_bars, double bar_s, Random& random);

// The sung line of one vocal section: phrases of a few seconds with breaths between them, chord
// tones on strong beats, steps more often than leaps, a long last note.
std::vector<Phrase> sing_section(const Section& section, const Meter& meter, const Harmony& harmony,
                                 Random& random);

// An improvised instrumental line over bars [first_bar, last_bar), as notes around MIDI 65 to 84.
std::vector<Note> improvise(const Section& section, const Meter& meter, const Harmony& harmony,
                            Random& random);

}  // namespace cantus
