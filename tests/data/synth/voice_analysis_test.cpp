#include "data/synth/voices/voice_analysis.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/synth/voices/source_syllables.h"
#include "data/synth/voices/vocal_frames.h"

namespace cantus {
namespace {

// A voice with two formants at constant pitch, and the spectrum from which it was made.
VocalFrames vowel(double f0_hz, int num_frames) {
  VocalFrames frames(num_frames);
  for (int i = 0; i < num_frames; ++i) {
    frames.f0_hz[i] = f0_hz;
    for (int b = 0; b < kEnvelopeBins; ++b) {
      const double hz = b * kSynthRate / 2. / (kEnvelopeBins - 1);
      const double low = (hz - 700) / 200, high = (hz - 2500) / 300;
      frames.harmonic[std::size_t(i) * kEnvelopeBins + b] =
          static_cast<float>(1e-4 * (1 / (1 + low * low) + .1 / (1 + high * high)));
    }
  }
  return frames;
}

TEST(VoiceAnalysis, FindsPitchAndEnvelopeThatWereRendered) {
  VoiceAnalyzer analyzer;
  for (const double f0_hz : {90., 140., 220., 330.}) {
    const VocalFrames frames = vowel(f0_hz, 120);
    const Audio audio{kSynthRate, render_voice(frames, kSynthRate / 2, 1)};
    const VoiceAnalysis analysis = analyzer.analyze(audio, 10000);
    for (int i = 20; i < 80; i += 5) {
      EXPECT_NEAR(analysis.f0_hz[i] / f0_hz, 1, .02) << f0_hz;
      for (int b = 10; b < 100; b += 5) {
        const double asked = frames.harmonic[b],
                     found = analysis.envelope[std::size_t(i) * kEnvelopeBins + b];
        EXPECT_LT(std::abs(10 * std::log10(found / asked)), 4) << f0_hz << " Hz, bin " << b;
      }
    }
  }
}

TEST(VoiceAnalysis, CountsTheSyllablesOfAVoiceWithoutPhoneTimes) {
  Utterance utterance{{kSynthRate, {}}, {}};
  VocalFrames frames = vowel(150, 401);
  for (int i = 0; i < frames.num_frames(); ++i) {  // five swells of 400 ms
    const double swell = std::pow(std::sin(3.14159265 * i / 80), 2);
    for (int b = 0; b < kEnvelopeBins; ++b)
      frames.harmonic[std::size_t(i) * kEnvelopeBins + b] *= static_cast<float>(swell);
  }
  utterance.audio.samples = render_voice(frames, 2 * kSynthRate, 1);
  const auto syllables = find_syllables(utterance, VoiceAnalyzer().analyze(utterance.audio, 10000));
  ASSERT_EQ(syllables.size(), 5u);
  for (int k = 0; k < 5; ++k) {
    EXPECT_LT(syllables[k].nucleus.start_s, .2 + .4 * k);
    EXPECT_GT(syllables[k].nucleus.end_s, .2 + .4 * k);
  }
}

}  // namespace
}  // namespace cantus
