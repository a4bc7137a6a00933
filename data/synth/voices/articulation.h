#pragma once

#include <vector>

#include "data/synth/score/performance.h"
#include "data/synth/score/random.h"
#include "data/synth/voices/phones.h"

namespace cantus {

// Control values of one frame of the builtin voice. Gains are amplitudes relative to a vowel's.
struct Articulation {
  double formant_hz[3] = {500, 1450, 2500};  // of an adult man
  double voicing = 0, aspiration = 0, frication = 0, nasal = 0;
  double noise_hz = 5000, noise_width_hz = 3000;  // spectrum of the frication
};

// Natural lengths of the consonants of some syllables, with individual variation.
std::vector<SyllableShape> shapes_of(const std::vector<Syllable>& syllables, Random& random);

// How the mouth moves through a phrase: one entry for each control frame (kVoiceHopS) in [first,
// last).
std::vector<Articulation> articulate_phrase(const std::vector<Syllable>& syllables,
                                            const std::vector<TimedSyllable>& times, int first,
                                            int last);

}  // namespace cantus
