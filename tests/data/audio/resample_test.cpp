#include "data/audio/resample.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/data/support/sound_files.h"

namespace cantus {
namespace {

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

TEST(Resample, RemovesWhatTheNewRateCannotCarry) {
  Audio audio{44100, std::vector<float>(44100)};
  for (int i = 0; i < 44100; ++i) {
    audio.samples[i] = static_cast<float>(std::sin(2 * 3.14159265358979 * 10000.0 * i / 44100));
  }
  const Audio out = resample(audio, 16000);
  for (std::size_t i = 1000; i < 15000; ++i) ASSERT_LT(std::abs(out.samples[i]), 1e-3);
}

TEST(Resample, LeavesEqualRatesUntouched) {
  const Audio audio{16000, tone(16000, 0.1)};
  EXPECT_EQ(resample(audio, 16000).samples, audio.samples);
}

TEST(Resample, CopesWithOneSample) {
  EXPECT_EQ(resample({4000, {0.5f}}, 16000).samples.size(), 4u);
}

}  // namespace
}  // namespace cantus
