#pragma once

#include "data/audio/audio.h"

namespace cantus {

// The same sound at another rate (soxr, its HQ recipe: 20 bit, linear phase, no shift in time).
// ceil(num_samples * sample_rate / audio.sample_rate) samples, give or take soxr's rounding of one.
Audio resample(const Audio& audio, int sample_rate);

}  // namespace cantus
