#pragma once

#include <vector>

#include "data/synth/voices/tts_programs.h"
#include "data/synth/voices/voice_analysis.h"

namespace cantus {

// A syllable found in an utterance: where its consonants and its nucleus are, in seconds.
struct SourceSyllable {
  std::vector<Span> onset;
  Span nucleus;
  std::vector<Span> coda;
};

// Syllables of an utterance: from the phones if the program reports them, otherwise from the peaks
// of the level between 300 and 2500 Hz. Never empty, unless the utterance is silent.
std::vector<SourceSyllable> find_syllables(const Utterance& utterance,
                                           const VoiceAnalysis& analysis);

// Where the utterance has speech: phones other than pauses, or energy within 35 dB of the loudest
// 10 ms with gaps below 0.15 s closed.
std::vector<Span> spoken_spans(const Utterance& utterance);

}  // namespace cantus
