#pragma once

#include <vector>

#include "data/synth/score/random.h"
#include "data/synth/score/score.h"

namespace cantus {

// Adds one stroke on a General MIDI percussion key to `out` at kSynthRate.
void play_drum(const Note& note, Random& random, std::vector<float>& out);

}  // namespace cantus
