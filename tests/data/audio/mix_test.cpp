#include "data/audio/mix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/expect_error.h"

namespace cantus {
namespace {

constexpr int kRate = 8000;

// Half a second of +-level, then half a second of silence.
Audio half_active(float level) {
  Audio audio{kRate, std::vector<float>(kRate, 0.0f)};
  for (int i = 0; i < kRate / 2; ++i) audio.samples[i] = i % 2 == 0 ? level : -level;
  return audio;
}

Audio constant(float level) { return {kRate, std::vector<float>(kRate, level)}; }

const std::vector<Segment> kActive{{0.0, 0.5, "speech"}};

TEST(Mix, MeasuresTheVoiceWhereItIsActive) {
  const Mix mix = mix_at_snr(half_active(0.2f), constant(0.1f), kActive, 0.0);
  EXPECT_NEAR(mix.music_gain, 2.0, 1e-6);
  EXPECT_EQ(mix.voice_gain, 1.0);
  EXPECT_NEAR(mix.audio.samples[0], 0.4f, 1e-6);
  EXPECT_NEAR(mix.audio.samples[1], 0.0f, 1e-6);
  EXPECT_NEAR(mix.audio.samples[kRate - 1], 0.2f, 1e-6);
}

TEST(Mix, CanMeasureTheVoiceGlobally) {
  const Mix mix = mix_at_snr(half_active(0.2f), constant(0.1f), kActive, 0.0, VoiceLevel::kGlobal);
  EXPECT_NEAR(mix.music_gain, std::sqrt(2.0), 1e-6);
}

TEST(Mix, LowersTheMusicByTheRatio) {
  for (const double snr_db : {-10.0, 6.0, 20.0}) {
    const Mix mix = mix_at_snr(half_active(0.1f), constant(0.1f), kActive, snr_db);
    EXPECT_NEAR(20 * std::log10(mix.voice_gain / mix.music_gain), snr_db, 1e-5);
  }
}

TEST(Mix, ScalesBothDownRatherThanClip) {
  const Mix mix = mix_at_snr(half_active(0.9f), constant(0.3f), kActive, 0.0);
  const auto peak = *std::max_element(mix.audio.samples.begin(), mix.audio.samples.end());
  EXPECT_LE(peak, 32767.0f / 32768.0f + 1e-7f);
  EXPECT_GT(peak, 0.999f);
  EXPECT_NEAR(mix.music_gain / mix.voice_gain, 3.0, 1e-6);
  EXPECT_LT(mix.voice_gain, 0.6);
}

TEST(Mix, RefusesSilence) {
  expect_error(Exit::kBadData, "the music is silent",
               [] { mix_at_snr(half_active(0.1f), constant(0.0f), kActive, 0.0); });
  expect_error(Exit::kBadData, "the voice is silent", [] {
    mix_at_snr(half_active(0.1f), constant(0.1f), {{0.6, 0.9, ""}}, 0.0);
  });
  expect_error(Exit::kBadData, "the voice is silent",
               [] { mix_at_snr(half_active(0.1f), constant(0.1f), {}, 0.0); });
}

TEST(Mix, RefusesUnequalRatesAndLengths) {
  expect_error(Exit::kSoftware, "one rate", [] {
    mix_at_snr(half_active(0.1f), {16000, {0.1f}}, kActive, 0.0);
  });
  expect_error(Exit::kSoftware, "one length", [] {
    mix_at_snr(half_active(0.1f), {kRate, {0.1f}}, kActive, 0.0);
  });
}

}  // namespace
}  // namespace cantus
