#pragma once

#include <cstdint>
#include <vector>

#include "data/synth/score/performance.h"
#include "data/synth/score/score.h"
#include "data/synth/score/singer.h"

namespace cantus {

// The sound of a singer or speaker, and where it is.
struct VoiceTrack {
  std::vector<float> samples;  // at kSynthRate, peak 0.5
  // From the first phone to the last of each phrase, in order, disjoint.
  std::vector<Span> sounding;
  std::vector<double> f0_hz;  // target pitch every kVoiceHopS; in songs 0 outside phrases
};

// Sings phrases with the builtin source-filter voice, which uses no recording and no program.
VoiceTrack sing_builtin(const std::vector<Phrase>& phrases, double duration_s, const Singer& singer,
                        std::uint64_t seed);

// Speaks one sentence of about duration_s: the same voice with the timing and melody of speech.
VoiceTrack speak_builtin(double duration_s, const Singer& speaker, std::uint64_t seed);

}  // namespace cantus
