#pragma once

#include <cstdint>
#include <vector>

#include "data/synth/performance.h"

namespace cantus {

// Scales so that the largest sample is `peak`; silence stays silence.
void scale_to_peak(std::vector<float>& samples, double peak);

// Root mean square over the spans alone; 0 when they are empty.
double rms_over(const std::vector<float>& samples, const std::vector<Span>& spans);

// A room: exponentially decaying reverberation (Schroeder's combs and all-passes), `wet` against 1
// dry.
void reverberate(std::vector<float>& samples, double decay_s, double wet, std::uint64_t seed);

enum class Filter { kLowPass, kHighPass, kPeak, kHighShelf };
// One second-order section (Bristow-Johnson's cookbook) over the whole signal.
void equalize(std::vector<float>& samples, Filter filter, double frequency_hz, double gain_db,
              double q);

// A band-pass that wanders between two frequencies, added to the sound: wah pedals, phasers and
// rotating speakers move formants about as a mouth does.
void sweep(std::vector<float>& samples, double lowest_hz, double highest_hz, double rate_hz,
           double gain);

// Pitch that wavers by +-cents at rate_hz, through a moving delay: tape, rotating speakers,
// choruses.
void waver(std::vector<float>& samples, double cents, double rate_hz);

// Gains in [0, 1], one a sample, that keep `samples` below `threshold`, moving slowly ahead of each
// peak. Applied to parts of a mix alike, they leave the mix their sum.
std::vector<float> limiter_gains(const std::vector<float>& samples, double threshold);

// A gentle compressor: levels above threshold_db (re full scale) are reduced by `ratio`.
void compress(std::vector<float>& samples, double threshold_db, double ratio);

}  // namespace cantus
