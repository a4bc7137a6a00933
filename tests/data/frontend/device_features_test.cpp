#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

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
  const FrontEnd front_end = front_end_preset(preset);
  const StftOptions& stft = front_end.stft;
  const auto audio =
      chirp(front_end.sample_rate, stft.window_samples + (num_frames - 1) * stft.hop_samples + 3);
  Queue cpu;
  Queue device(device_under_test(), 1);
  const auto expected = FeatureExtractor(cpu, front_end).extract(audio);
  const auto found = FeatureExtractor(device, front_end).extract(audio);
  ASSERT_EQ(found.num_frames, num_frames);
  ASSERT_EQ(found.values.size(), expected.values.size());
  // The logarithm magnifies rounding in nearly silent bands: errors are compared before it,
  // relative to the loudest value.
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

// Compares a batch of songs, some shorter than a window, with each song alone on the CPU.
void expect_each_alone(FeatureExtractor& on_device, const std::vector<Audio>& songs) {
  Queue cpu({}, 1);
  FeatureExtractor on_cpu(cpu, on_device.front_end());
  std::vector<const Audio*> batch;
  for (const Audio& song : songs) batch.push_back(&song);
  const auto found = on_device.extract(batch);
  for (std::size_t s = 0; s < songs.size(); ++s) {
    const auto expected = on_cpu.extract(songs[s]);
    ASSERT_EQ(found[s].num_frames, expected.num_frames);
    for (std::size_t i = 0; i < expected.values.size(); ++i)
      ASSERT_NEAR(found[s].values[i], expected.values[i], 2e-3) << "song " << s << " at " << i;
  }
}

std::vector<Audio> songs_of_many_lengths() {
  std::vector<Audio> songs;
  for (const std::int64_t num_samples : {700, 640, 100, 9000, 3333, 0, 640 + 320, 20000, 5000})
    songs.push_back(chirp(16000, num_samples));
  for (std::size_t s = 0; s < songs.size(); ++s)
    for (float& sample : songs[s].samples) sample += 0.01f * static_cast<float>(s + 1);
  return songs;
}

TEST(DeviceFeatures, OfManySongsAreThoseOfEach) {
  const auto songs = songs_of_many_lengths();
  Queue device(device_under_test(), 1);
  for (const std::int64_t frames_at_once : {4096, 7}) {
    FeatureExtractor extractor(device, front_end_preset("hou2020"), frames_at_once);
    expect_each_alone(extractor, songs);
    expect_each_alone(extractor, {songs[3], songs[0]});  // a second call
  }
}

// Nothing runs before it is waited for: this shows what is read or overwritten too early.
TEST(DeviceFeatures, WaitForTheSecondQueueWhereTheyMust) {
  const testing::EnvironmentVariable streams("CANTUS_EMULATED_STREAMS", "late");
  Queue device(device_under_test(), 1);
  FeatureExtractor extractor(device, front_end_preset("hou2020"), 7);
  expect_each_alone(extractor, songs_of_many_lengths());
}

// The next call must not see the songs of a call that failed.
TEST(DeviceFeatures, OfACallThatFailedAreForgotten) {
  if (device_under_test().kind != DeviceKind::kEmulated) GTEST_SKIP() << "needs a fault";
  const FrontEnd hou = front_end_preset("hou2020");
  const auto songs = songs_of_many_lengths();
  Queue device(device_under_test(), 1);
  DeviceFrontEnd front_end(device, hou, filter_bank_of(hou), 7);
  const auto song_of = [&](const Audio& audio, std::vector<float>& features) {
    features.assign(hou.stft.num_frames(std::ssize(audio.samples)) * hou.num_bands(), -7);
    return DeviceFrontEnd::Sound{std::ssize(audio.samples), audio.samples.data(), features.data()};
  };
  std::vector<float> lost, found;
  const auto first = song_of(songs[3], lost), second = song_of(songs[7], found);
  {
    const testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "launch:1");
    EXPECT_THROW(front_end.extract({&first, 1}), Error);
  }
  std::fill(lost.begin(), lost.end(), -7.0f);
  front_end.extract({&second, 1});
  EXPECT_EQ(std::count(lost.begin(), lost.end(), -7.0f), std::ssize(lost));
  EXPECT_EQ(std::count(found.begin(), found.end(), -7.0f), 0);
}

TEST(DeviceFeatures, OfASoundShorterThanOneWindowAreNone) {
  Queue device(device_under_test(), 1);
  FeatureExtractor extractor(device, front_end_preset("hou2020"));
  EXPECT_EQ(extractor.extract(chirp(16000, 639)).num_frames, 0);
}

}  // namespace
}  // namespace cantus
