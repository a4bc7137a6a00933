#include "data/synth/voices/voice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cantus {
namespace {

// The frequency within +-4 % of `near_hz` whose period fits best (normalised correlation).
double best_f0(const std::vector<float>& x, int start, double near_hz) {
  double best = -2, best_lag = 0;
  const int half = 500;
  for (double lag = kSynthRate / near_hz / 1.04; lag < kSynthRate / near_hz * 1.04; lag += .25) {
    double both = 0, here = 1e-9, there = 1e-9;
    for (int i = start - half; i < start + half; ++i) {
      const double at = i + lag;
      const int low = static_cast<int>(at);
      const double part = at - low, later = x[low] * (1 - part) + x[low + 1] * part;
      both += x[i] * later, here += x[i] * x[i], there += later * later;
    }
    const double match = both / std::sqrt(here * there);
    if (match > best) best = match, best_lag = lag;
  }
  return kSynthRate / best_lag;
}

TEST(BuiltinVoice, SingsThePitchItReports) {
  int num_frames = 0, num_close = 0;
  for (int seed = 1; seed <= 4; ++seed) {
    const Score score = compose(seed, Split::kTrain, 12, false);
    const VoiceTrack track = sing_builtin(score.phrases, 12, draw_singer(seed), seed);
    for (std::size_t i = 10; i + 20 < track.f0_hz.size(); i += 7) {
      const bool steady = std::all_of(&track.f0_hz[i - 5], &track.f0_hz[i + 5], [&](double f) {
        return f > 0 && std::abs(f / track.f0_hz[i] - 1) < .02;
      });
      if (!steady) continue;
      const double found =
          best_f0(track.samples, static_cast<int>(i * kVoiceHopS * kSynthRate), track.f0_hz[i]);
      num_close += std::abs(found / track.f0_hz[i] - 1) < .02;
      ++num_frames;
    }
  }
  ASSERT_GT(num_frames, 100);
  EXPECT_GT(num_close, .9 * num_frames);  // the rest are voiceless consonants
}

TEST(BuiltinVoice, FitsTheRangeOfTheSinger) {
  for (int seed = 1; seed <= 20; ++seed) {
    const Score score = compose(seed, Split::kTrain, 10, false);
    const Singer singer = draw_singer(seed);
    for (const double f0 : sing_builtin(score.phrases, 10, singer, seed).f0_hz) {
      if (f0 == 0) continue;
      const double note = 69 + 12 * std::log2(f0 / 440);
      EXPECT_GT(note, singer.low_note - 16);
      EXPECT_LT(note, singer.low_note + 30);
    }
  }
}

TEST(BuiltinVoice, SpeaksWithSilenceAtBothEnds) {
  for (int seed = 1; seed <= 10; ++seed) {
    const VoiceTrack track = speak_builtin(4, draw_singer(seed), seed);
    ASSERT_FALSE(track.sounding.empty());
    EXPECT_GT(track.sounding.front().start_s, 0);
    EXPECT_LT(track.sounding.back().end_s, 4);
  }
}

}  // namespace
}  // namespace cantus
