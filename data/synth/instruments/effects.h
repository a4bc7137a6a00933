#pragma once

#include <cstdint>
#include <vector>

#include "data/synth/score/performance.h"

namespace cantus {

// The largest magnitude.
double peak_of(const std::vector<float>& samples);

// Scales so that the largest sample is `peak`; silence stays silence.
void scale_to_peak(std::vector<float>& samples, double peak);

// Root mean square over the spans alone; 0 when they are empty.
double rms_over(const std::vector<float>& samples, const std::vector<Span>& spans);

// Settings are aggregates: every compiler evaluates, and so draws, the values in braces from left
// to right.
struct Room {
  double decay_s;  // to -60 dB
  double wet;      // against 1 dry
  std::uint64_t seed;
};
// Exponentially decaying reverberation (Schroeder's combs and all-passes).
void reverberate(std::vector<float>& samples, const Room& room);

struct Sweep {
  double lowest_hz, highest_hz, rate_hz, gain;
};
// A band-pass that wanders between two frequencies, added to the sound: wah pedals, phasers and
// rotating speakers move formants about as a mouth does.
void sweep(std::vector<float>& samples, const Sweep& settings);

struct Waver {
  double cents, rate_hz;
};
// Pitch that wavers by +-cents through a moving delay: tape, rotating speakers, choruses.
void waver(std::vector<float>& samples, const Waver& settings);

struct Ensemble {
  int copies;
  double cents;
  std::uint64_t seed;
};
// Adds delayed copies whose pitch wavers, each in its own way: several players, or a chorus.
void thicken(std::vector<float>& samples, const Ensemble& ensemble);

struct Fader {
  double deviation_db, rate_hz;
  std::uint64_t seed;
};
// Loudness that swells and ebbs, as bows, breath and sound engineers make it.
void ride(std::vector<float>& samples, const Fader& fader);

struct Smear {
  double level_db;  // of the noise against the sound
  double width_hz;  // how far around each partial it reaches
  std::uint64_t seed;
};
// Noise that follows the sound's own spectrum, as tape and lossy coding leave it: the sound times
// low-passed noise.
void smear(std::vector<float>& samples, const Smear& settings);

// Gains in [0, 1], one a sample, that keep `samples` below `threshold`, moving slowly ahead of each
// peak. Applied equally to the parts of a mix, they keep the mix the sum of its parts.
std::vector<float> limiter_gains(const std::vector<float>& samples, double threshold);

struct Compressor {
  double threshold_db;  // re full scale
  double ratio;
};
// Reduces levels above the threshold, gently.
void compress(std::vector<float>& samples, const Compressor& compressor);

}  // namespace cantus
