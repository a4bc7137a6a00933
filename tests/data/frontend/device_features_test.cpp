#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "data/frontend/device_front_end.h"
#include "data/frontend/feature_extractor.h"
#include "kernels/core/error.h"
#include "tests/support/device_under_test.h"
#include "tests/support/environment_variable.h"

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

// Songs of many lengths, some shorter than a window, through stretches that cut them anywhere.
void expect_each_alone(DeviceFrontEnd& front_end, const FeatureExtractor& extractor,
                       const std::vector<Audio>& songs) {
  Queue cpu({}, 1);
  std::vector<FeatureMatrix> found;
  std::vector<DeviceFrontEnd::Song> batch;
  for (const Audio& song : songs) found.push_back(extractor.empty_features(song));
  for (std::size_t s = 0; s < songs.size(); ++s)
    batch.push_back({static_cast<std::int64_t>(songs[s].samples.size()), songs[s].samples.data(),
                     found[s].values.data()});
  front_end.extract(batch);
  for (std::size_t s = 0; s < songs.size(); ++s) {
    const auto expected = extractor.extract(cpu, songs[s]);
    ASSERT_EQ(found[s].num_frames, expected.num_frames);
    for (std::size_t i = 0; i < expected.values.size(); ++i)
      ASSERT_NEAR(found[s].values[i], expected.values[i], 2e-3) << "song " << s << " at " << i;
  }
}

std::vector<Audio> songs_of_many_lengths(const FeatureExtractor& extractor) {
  std::vector<Audio> songs;
  for (const std::int64_t num_samples : {700, 640, 100, 9000, 3333, 0, 640 + 320, 20000, 5000})
    songs.push_back(chirp(extractor.front_end().sample_rate, num_samples));
  for (std::size_t s = 0; s < songs.size(); ++s)
    for (float& sample : songs[s].samples) sample += 0.01f * static_cast<float>(s + 1);
  return songs;
}

TEST(DeviceFeatures, OfManySongsAreThoseOfEach) {
  const FeatureExtractor extractor(front_end_preset("hou2020"));
  const auto songs = songs_of_many_lengths(extractor);
  Queue device(device_under_test(), 1);
  for (const std::int64_t frames_at_once : {4096, 7}) {
    DeviceFrontEnd front_end = extractor.on_device(device, frames_at_once);
    expect_each_alone(front_end, extractor, songs);
    expect_each_alone(front_end, extractor, {songs[3], songs[0]});  // and again
  }
}

// Nothing runs before it is waited for: what reads or overwrites too early is seen.
TEST(DeviceFeatures, WaitForTheSecondQueueWhereTheyMust) {
  const testing::EnvironmentVariable streams("CANTUS_EMULATED_STREAMS", "late");
  const FeatureExtractor extractor(front_end_preset("hou2020"));
  {
    Queue device(device_under_test(), 1);
    DeviceFrontEnd front_end = extractor.on_device(device, 7);
    expect_each_alone(front_end, extractor, songs_of_many_lengths(extractor));
  }
}

// The songs of a call that failed are gone when the next one comes.
TEST(DeviceFeatures, OfACallThatFailedAreForgotten) {
  if (device_under_test().kind != DeviceKind::kEmulated) GTEST_SKIP() << "needs a fault";
  const FeatureExtractor extractor(front_end_preset("hou2020"));
  const auto songs = songs_of_many_lengths(extractor);
  Queue device(device_under_test(), 1);
  DeviceFrontEnd front_end = extractor.on_device(device, 7);
  FeatureMatrix lost = extractor.empty_features(songs[3]);
  const DeviceFrontEnd::Song song{std::ssize(songs[3].samples), songs[3].samples.data(),
                                  lost.values.data()};
  {
    const testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "launch:1");
    EXPECT_THROW(front_end.extract({&song, 1}), Error);
  }
  std::fill(lost.values.begin(), lost.values.end(), -7.0f);
  expect_each_alone(front_end, extractor, {songs[7], songs[0]});
  EXPECT_EQ(std::count(lost.values.begin(), lost.values.end(), -7.0f), std::ssize(lost.values));
}

TEST(DeviceFeatures, OfASoundShorterThanOneWindowAreNone) {
  const FeatureExtractor extractor(front_end_preset("hou2020"));
  Queue device(device_under_test(), 1);
  EXPECT_EQ(extractor.extract(device, chirp(16000, 639)).num_frames, 0);
}

}  // namespace
}  // namespace cantus
