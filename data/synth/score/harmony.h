#pragma once

#include <array>
#include <vector>

#include "data/synth/score/drum_patterns.h"
#include "data/synth/score/random.h"
#include "data/synth/score/styles.h"

namespace cantus {

// A key and its chords: scale degrees count from the tonic, 7 to the octave.
class Harmony {
 public:
  explicit Harmony(Random& random);
  int chord_root(int bar) const;  // scale degree of the bar's chord, 0 .. 6
  // MIDI pitch of scale degree `degree`, where degree 0 is the tonic at or above `base` (base % 12
  // == 0).
  int pitch(int degree, int base) const;
  bool in_chord(int degree, int bar) const;

 private:
  int key_;
  std::array<int, 7> scale_;
  std::array<int, 8> progression_;
};

// The notes that a part with the given role plays in one bar.
std::vector<Beat> role_bar(Role role, int bar, int beats_per_bar, const Harmony& harmony,
                           Random& random);

}  // namespace cantus
