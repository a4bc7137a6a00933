#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "data/frontend/feature_extractor.h"
#include "tests/support/device_under_test.h"

namespace cantus {
namespace {

Audio chirp(int sample_rate, std::int64_t num_samples) {
  Audio audio;
  audio.sample_rate = sample_rate;
  for (std::int64_t i = 0; i < num_samples; ++i) {
    const double seconds = static_cast<double>(i % 400000) / sample_rate;
    audio.samples.push_back(static_cast<float>(0.5 * std::sin(seconds * (300 + 400 * seconds))));
  }
  return audio;
}

void expect_the_cpus(const char* preset, std::int64_t num_frames) {
  const FeatureExtractor extractor(front_end_preset(preset));
  const StftOptions& stft = extractor.front_end().stft;
  const auto audio = chirp(extractor.front_end().sample_rate,
                           stft.window_samples + (num_frames - 1) * stft.hop_samples + 3);
  Queue cpu;
  Queue device(device_under_test(), 1);
  const auto expected = extractor.extract(cpu, audio);
  const auto found = extractor.extract(device, audio);
  ASSERT_EQ(found.num_frames, num_frames);
  ASSERT_EQ(found.values.size(), expected.values.size());
  // The logarithm makes much of the rounding in bands that are nearly silent: before it, errors are
  // held to the loudest.
  const double loudest =
      std::exp(*std::max_element(expected.values.begin(), expected.values.end()));
  for (std::size_t i = 0; i < expected.values.size(); ++i)
    ASSERT_NEAR(std::exp(found.values[i]), std::exp(expected.values[i]), 1e-6 * loudest)
        << preset << " at " << i;
}

TEST(DeviceFeatures, EqualTheCpusForEveryPreset) {
  for (const char* preset : {"hou2020", "ismir2015", "schlueter2016"}) expect_the_cpus(preset, 21);
}

TEST(DeviceFeatures, OfALongSongAreTakenInPieces) { expect_the_cpus("hou2020", 4096 + 5); }

TEST(DeviceFeatures, OfASoundShorterThanOneWindowAreNone) {
  const FeatureExtractor extractor(front_end_preset("hou2020"));
  Queue device(device_under_test(), 1);
  EXPECT_EQ(extractor.extract(device, chirp(16000, 639)).num_frames, 0);
}

}  // namespace
}  // namespace cantus
