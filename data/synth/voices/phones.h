#pragma once

#include <vector>

#include "data/synth/score/random.h"

namespace cantus {

enum class PhoneKind {
  kVowel,
  kApproximant,
  kNasal,
  kFricative,
  kVoicedFricative,
  kStop,
  kVoicedStop,
  kAffricate
};

// Acoustic targets of a phone for an adult man (formants after Peterson & Barney 1952 and Klatt
// 1980).
struct Phone {
  const char* name;
  PhoneKind kind;
  double formant_hz[3];  // of the vocal tract; 0: the neighbouring vowel's
  double noise_hz;       // centre of the frication or burst spectrum
  double noise_width_hz;
  double noise_db;    // relative to a vowel
  double duration_s;  // natural length; vowels stretch
};

const std::vector<Phone>& phones();

// A syllable of the builtin language: indices into phones(). Two vowels make a diphthong.
struct Syllable {
  std::vector<int> onset;
  std::vector<int> nucleus;
  std::vector<int> coda;
};

// Draws a syllable; with `clusters` also consonant clusters and closed syllables of every kind,
// otherwise one consonant at most before the vowel and a nasal at most after it.
Syllable draw_syllable(bool clusters, Random& random);

}  // namespace cantus
