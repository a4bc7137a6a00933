#include "data/audio/resample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "data/audio/audio.h"
#include "tests/data/support/sound_files.h"

namespace cantus {
namespace {

// Resamples the whole sound in one piece.
Audio resample(const Audio& audio, int sample_rate) {
  Audio out{sample_rate, {}};
  Resampler resampler(audio.sample_rate, sample_rate);
  resampler.add(audio.samples, out.samples);
  resampler.finish(out.samples);
  return out;
}

TEST(Resample, KeepsAToneInPlaceAndInLevel) {
  const Audio audio{44100, tone(44100, 1.0)};
  for (const int rate : {16000, 22050, 48000}) {
    const Audio out = resample(audio, rate);
    const auto expected = tone(rate, 1.0);
    EXPECT_EQ(out.sample_rate, rate);
    ASSERT_EQ(out.samples.size(), expected.size());
    for (std::size_t i = expected.size() / 10; i < expected.size() * 9 / 10; ++i) {
      ASSERT_NEAR(out.samples[i], expected[i], 1e-4) << rate << " Hz, sample " << i;
    }
  }
}

// The largest sample of a full-scale tone after resampling from 44.1 kHz to 16 kHz.
float level_at_16_khz(double tone_hz) {
  Audio audio{44100, std::vector<float>(44100)};
  for (int i = 0; i < 44100; ++i)
    audio.samples[i] = static_cast<float>(std::sin(2 * std::numbers::pi * tone_hz * i / 44100));
  const Audio out = resample(audio, 16000);
  float level = 0;
  for (std::size_t i = 1000; i < 15000; ++i) level = std::max(level, std::abs(out.samples[i]));
  return level;
}

// Front ends use frequencies up to half the new rate: all but the last tenth must stay.
TEST(Resample, KeepsWhatTheNewRateCanCarryAndRemovesTheRest) {
  EXPECT_NEAR(level_at_16_khz(7200), 1, 1e-3);
  EXPECT_LT(level_at_16_khz(8100), 1e-5);
  EXPECT_LT(level_at_16_khz(10000), 1e-5);
}

TEST(Resample, LeavesEqualRatesUntouched) {
  const Audio audio{16000, tone(16000, 0.1)};
  EXPECT_EQ(resample(audio, 16000).samples, audio.samples);
}

// Bit by bit: a long song gives the same samples whole and in pieces of any size.
TEST(Resample, PieceByPieceIsTheSame) {
  for (const int from : {8000, 22050, 44100, 48000}) {
    const auto samples = tone(from, 2.0);
    const Audio whole = resample({from, samples}, 22050);
    for (const std::size_t size : {std::size_t{1000}, std::size_t{65536}, samples.size()}) {
      Resampler resampler(from, 22050);
      std::vector<float> pieces;
      for (std::size_t i = 0; i < samples.size(); i += size)
        resampler.add(std::span(samples).subspan(i, std::min(size, samples.size() - i)), pieces);
      resampler.finish(pieces);
      EXPECT_EQ(pieces, whole.samples) << from << " Hz, pieces of " << size;
    }
  }
}

TEST(Resample, CopesWithOneSample) {
  EXPECT_EQ(resample({4000, {0.5f}}, 16000).samples.size(), 4u);
}

}  // namespace
}  // namespace cantus
