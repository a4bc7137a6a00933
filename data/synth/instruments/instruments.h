#pragma once

#include <vector>

#include "data/synth/score/random.h"
#include "data/synth/score/score.h"

namespace cantus {

// Adds every note of a part to `out` (at kSynthRate) with the builtin instruments: struck and
// sustained ones by additive synthesis, plucked ones by Karplus and Strong's string, drums from
// noise and sines. The General MIDI program chooses the family; details are drawn from `random`,
// once a part.
void play_part(const Part& part, Random& random, std::vector<float>& out);

}  // namespace cantus
