#pragma once

#include <string>

#include "data/synth/score/random.h"

namespace cantus {

// English words for at least `num_syllables` sung syllables.
std::string english_lyrics(int num_syllables, Random& random);

// Invented words that every language with Latin letters can read, and numbers that all can.
std::string any_language_lyrics(int num_syllables, Random& random);

// A sentence to be said, about duration_s long.
std::string english_sentence(double duration_s, Random& random);
std::string any_language_sentence(double duration_s, Random& random);

}  // namespace cantus
