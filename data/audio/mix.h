#pragma once

#include <string>
#include <vector>

#include "data/audio/audio.h"
#include "data/labels/segment.h"
#include "kernels/core/enum_names.h"

namespace cantus {

// Over which part of the voice its level is measured.
enum class VoiceLevel {
  kActive,  // where somebody speaks or sings: pauses do not make the voice louder
  kGlobal,  // all of it
};

template <>
struct EnumNames<VoiceLevel> {
  static constexpr std::array kNames{"active", "global"};
};

struct Mix {
  Audio audio;
  // The gains applied: audio = voice_gain * voice + music_gain * music.
  double voice_gain = 1.0;
  double music_gain = 1.0;
};

// Mixes voice and music at a given signal-to-noise ratio: 20 log10(RMS of the voice / RMS of the
// music), both as they are in the mix. Hou et al. 2020 mix at 0 dB without saying how it is
// measured; here the voice is measured over `active` or all of it (`level`), the music over all of
// it. The voice keeps its level, unless the sum would clip: then both are scaled down alike.
// Requires equal sample rates and lengths. Errors: kBadData, naming `where`, when the voice or
// music is silent where measured.
Mix mix_at_snr(const Audio& voice, const Audio& music, const std::vector<Segment>& active,
               double snr_db, VoiceLevel level = VoiceLevel::kActive,
               const std::string& where = "");

}  // namespace cantus
