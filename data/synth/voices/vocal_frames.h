#pragma once

#include <cstdint>
#include <vector>

#include "data/synth/score/performance.h"

namespace cantus {

constexpr int kEnvelopeBins = 257;  // linear from 0 Hz to kSynthRate / 2
constexpr double kBinHz = kSynthRate / 2. / (kEnvelopeBins - 1);

// A voice as a source-filter model: the form that every kind of voice is converted to and rendered
// from. Envelopes are power densities on a linear frequency grid; a flat one of height 1 is a
// signal of variance 1.
struct VocalFrames {
  explicit VocalFrames(int num_frames)
      : f0_hz(num_frames),
        harmonic(std::size_t(num_frames) * kEnvelopeBins),
        noise(std::size_t(num_frames) * kEnvelopeBins) {}
  int num_frames() const { return static_cast<int>(f0_hz.size()); }
  std::vector<double> f0_hz;    // [num_frames]; 0 where nothing is voiced
  std::vector<float> harmonic;  // [num_frames][kEnvelopeBins] of the voiced part
  std::vector<float> noise;     // [num_frames][kEnvelopeBins] of breath and consonants
};

// Harmonics at multiples of f0 with the amplitudes of the harmonic envelope, plus white noise
// through an all-pole lattice fitted to the noise envelope every frame, pulsating with the voice.
// Returns num_samples samples at kSynthRate. Bit-exact on every machine.
std::vector<float> render_voice(const VocalFrames& frames, int num_samples, std::uint64_t seed);

}  // namespace cantus
