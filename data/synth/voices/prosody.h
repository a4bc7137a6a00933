#pragma once

#include <vector>

#include "data/synth/score/random.h"
#include "data/synth/score/score.h"
#include "data/synth/score/singer.h"

namespace cantus {

// The singer's habits in speech: no vibrato, gliding pitch, quick attacks.
Singer speaking_habits(const Singer& singer);

// The melody of speech as short notes: four to seven syllables a second in groups of 4 to 12, pitch
// falling over each group with accents on some syllables, pauses between groups, silence at both
// ends.
std::vector<Phrase> speech_phrases(double duration_s, const Singer& speaker, Random& random);

}  // namespace cantus
