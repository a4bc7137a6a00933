#pragma once

#include <cstdint>
#include <vector>

#include "data/synth/score/singer.h"
#include "data/synth/voices/source_syllables.h"
#include "data/synth/voices/voice.h"

namespace cantus {

// A spoken utterance as material for singing.
struct VoiceSource {
  VoiceAnalysis analysis;
  std::vector<SourceSyllable> syllables;
  double tract_scale;  // of the speaker, relative to an adult man
};

// Sings phrases with the spectra of spoken syllables: consonants at natural speed before the note,
// vowels stretched in the middle, pitch and loudness from the score and the singer's habits,
// formants moved from the speaker's to the singer's. Requires syllables; they are used in order,
// again from the start when they run out.
VoiceTrack sing_with_source(const std::vector<Phrase>& phrases, double duration_s,
                            const Singer& singer, const VoiceSource& source, std::uint64_t seed);

// The utterance said by another person: its own melody moved to the speaker's pitch, formants
// moved.
VoiceTrack speak_with_source(const Utterance& utterance, const Singer& speaker,
                             const VoiceSource& source, std::uint64_t seed);

}  // namespace cantus
