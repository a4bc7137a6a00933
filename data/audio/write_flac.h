#pragma once

#include <string>

#include "data/audio/audio.h"

namespace cantus {

// Encodes one channel, times `scale`, as a 16-bit FLAC file, rounded to the nearest step and
// clipped at full scale. Errors: kSoftware for samples that are not finite, or where libsndfile
// refuses.
std::string to_flac(const Audio& audio, float scale = 1);

}  // namespace cantus
