#include "data/audio/speech_activity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace cantus {
namespace {

constexpr int kRate = 16000;

// A tone of the given level (dB re full scale, RMS) between each pair of times, over white noise.
Audio bursts(double duration_s, const std::vector<Segment>& parts, double level_db,
             double noise_db) {
  Audio audio{kRate, std::vector<float>(static_cast<std::size_t>(duration_s * kRate))};
  std::mt19937 random(7);
  std::normal_distribution<float> noise(0.0f, static_cast<float>(std::pow(10.0, noise_db / 20.0)));
  const double peak = std::sqrt(2.0) * std::pow(10.0, level_db / 20.0);
  for (std::size_t i = 0; i < audio.samples.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    float x = noise(random);
    for (const Segment& part : parts) {
      if (part.start_s <= t && t < part.end_s) {
        x += static_cast<float>(peak * std::sin(2 * std::numbers::pi * 300 * t));
      }
    }
    audio.samples[i] = x;
  }
  return audio;
}

void expect_near(const std::vector<Segment>& found, const std::vector<Segment>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i].start_s, expected[i].start_s, 0.011);
    EXPECT_NEAR(found[i].end_s, expected[i].end_s, 0.011);
    EXPECT_EQ(found[i].label, "speech");
  }
}

TEST(SpeechActivity, FindsWordsInQuiet) {
  const std::vector<Segment> words{{0.5, 1.2, ""}, {1.6, 2.7, ""}};
  expect_near(find_speech(bursts(3.0, words, -20, -90)), words);
}

TEST(SpeechActivity, FindsWordsInNoise) {
  const std::vector<Segment> words{{0.5, 1.2, ""}, {1.6, 2.7, ""}};
  expect_near(find_speech(bursts(3.0, words, -20, -45)), words);
}

TEST(SpeechActivity, BridgesShortPausesAndDropsClicks) {
  const auto audio = bursts(3.0, {{0.2, 0.22, ""}, {1.0, 1.5, ""}, {1.6, 2.0, ""}}, -20, -90);
  expect_near(find_speech(audio), {{1.0, 2.0, ""}});
}

TEST(SpeechActivity, DoesNotDependOnLoudness) {
  const std::vector<Segment> words{{0.5, 1.2, ""}};
  EXPECT_EQ(find_speech(bursts(2.0, words, -10, -80)), find_speech(bursts(2.0, words, -40, -110)));
}

TEST(SpeechActivity, KeepsTheWeakEndOfAWordByHysteresis) {
  // At first 33 dB below the peak, above the threshold of -35; then 37 dB, inside the hysteresis.
  Audio audio = bursts(2.0, {{0.5, 1.0, ""}}, -10, -100);
  const auto tail = bursts(2.0, {{1.0, 1.2, ""}}, -47, -100);
  for (std::size_t i = kRate; i < audio.samples.size(); ++i) audio.samples[i] = tail.samples[i];
  expect_near(find_speech(audio), {{0.5, 1.2, ""}});
  SpeechActivityOptions without;
  without.hysteresis_db = 0.0;
  expect_near(find_speech(audio, without), {{0.5, 1.0, ""}});
}

TEST(SpeechActivity, FillsAClipWithoutPauses) {
  const auto found = find_speech(bursts(1.0, {{0, 1, ""}}, -20, -90));
  expect_near(found, {{0, 1, ""}});
  const Audio no_whole_frames = bursts(0.1042, {{0, 1, ""}}, -20, -90);
  EXPECT_EQ(find_speech(no_whole_frames).back().end_s, no_whole_frames.duration_s());
}

// Even its quietest tenth is speech: the threshold is held 20 dB below the loudest frame.
TEST(SpeechActivity, TakesTheWeakPartOfAClipWithoutPausesForNoNoise) {
  Audio audio = bursts(2.0, {{0, 1, ""}}, -20, -90);
  const auto weak = bursts(2.0, {{1, 2, ""}}, -38, -90);
  for (std::size_t i = kRate; i < audio.samples.size(); ++i) audio.samples[i] = weak.samples[i];
  expect_near(find_speech(audio), {{0, 2, ""}});
}

// However short the noise in a clip is, it sets the threshold.
TEST(SpeechActivity, FindsAWeakWordBetweenLoudOnes) {
  Audio audio = bursts(3.0, {{0.4, 1.3, ""}, {2.1, 3.0, ""}}, -10, -45);
  const auto weak = bursts(3.0, {{1.6, 1.8, ""}}, -34, -120);
  for (std::size_t i = 0; i < audio.samples.size(); ++i) audio.samples[i] += weak.samples[i];
  expect_near(find_speech(audio), {{0.4, 1.3, ""}, {1.6, 1.8, ""}, {2.1, 3.0, ""}});
}

TEST(SpeechActivity, FindsNothingInSilence) {
  EXPECT_TRUE(find_speech({kRate, std::vector<float>(kRate, 0.0f)}).empty());
  EXPECT_TRUE(find_speech({kRate, {}}).empty());
  EXPECT_TRUE(find_speech(bursts(1.0, {}, 0, -95)).empty());
}

}  // namespace
}  // namespace cantus
