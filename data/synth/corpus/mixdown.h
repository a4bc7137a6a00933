#pragma once

#include <cstdint>
#include <vector>

#include "data/synth/corpus/studio.h"

namespace cantus {

// A finished song: mix = vocals + accompaniment, sample by sample.
struct Mixdown {
  std::vector<float> mix;
  std::vector<float> vocals;
  std::vector<float> accompaniment;
};

// Processes voice and accompaniment as a studio would (equalizers, reverberation, mild compression,
// a recording chain with its band limit and noise, all drawn from the seed) and mixes them. snr_db:
// power of the vocals over power of the accompaniment, both where the voice sounds; the solo
// instruments are within 3 dB of the voice, so that loudness alone cannot tell the two apart.
Mixdown mix_song(Backing backing, const VoiceTrack& voice, double snr_db, std::uint64_t seed);

// The same for a song without a voice.
std::vector<float> mix_instrumental(Backing backing, std::uint64_t seed);

}  // namespace cantus
