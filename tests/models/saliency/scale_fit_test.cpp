#include "models/saliency/scale_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/core/philox.h"
#include "models/saliency/voice_mask.h"

namespace cantus {
namespace {

struct Song {
  std::vector<float> map, mix, voice;
};

// A voice in a quarter of the bins, and a map of it with errors, too small by the factor `quiet`.
Song song_of(std::uint32_t seed, float quiet) {
  Song song;
  for (std::uint32_t i = 0; i < 4000; ++i) {
    const auto words = philox(seed, i, 0, 0, 0);
    const float voice = i % 4 == 0 ? 5 * uniform_from(words.word[0]) : 0;
    song.voice.push_back(voice);
    song.mix.push_back(0.9f * voice + 3 * uniform_from(words.word[1]));
    song.map.push_back(i % 5 == 1 ? 0
                                  : quiet * (voice * uniform_from(words.word[2]) +
                                             0.2f * uniform_from(words.word[3])));
  }
  song.mix[8] = 0;
  return song;
}

double mean_f(const std::vector<Song>& songs, float scale) {
  double sum = 0;
  for (const Song& song : songs) {
    std::vector<float> estimate;
    for (std::size_t i = 0; i < song.map.size(); ++i)
      estimate.push_back(std::min(scale * song.map[i], song.mix[i]));
    sum += spectral_scores(estimate, song.voice).f;
  }
  return sum / static_cast<double>(songs.size());
}

TEST(ScaleFit, IsTheBestOfAllScales) {
  const std::vector<Song> songs{song_of(1, 1e-3f), song_of(2, 4e-3f), song_of(3, 2e-3f)};
  ScaleFit fit;
  for (const Song& song : songs) fit.add(song.map, song.mix, song.voice);
  float best = 0;
  for (int k = -8 * 16; k <= 24 * 16; ++k) {
    const float scale = std::exp2(static_cast<float>(k) / 16);
    if (mean_f(songs, scale) > mean_f(songs, best)) best = scale;
  }
  EXPECT_FLOAT_EQ(fit.scale(), best);
  EXPECT_NEAR(fit.f(), mean_f(songs, best), 1e-6);
  EXPECT_GT(best, 100);
  EXPECT_LT(best, 10000);
}

TEST(ScaleFit, FindsTheFactorOfAMapThatIsTheVoice) {
  Song song = song_of(4, 1);
  for (std::size_t i = 0; i < song.map.size(); ++i) {
    song.map[i] = song.voice[i] / 37;
    song.mix[i] = song.voice[i] + 1;
  }
  ScaleFit fit;
  fit.add(song.map, song.mix, song.voice);
  EXPECT_NEAR(std::log2(fit.scale() / 37), 0, 1.0 / 32 + 1e-6);
  EXPECT_GT(fit.f(), 0.98);
}

// A silent song has neither voice nor anything to fit; its F is 0.
TEST(ScaleFit, IsNotMovedByASongOfSilence) {
  const Song song = song_of(5, 1e-3f);
  ScaleFit alone, beside_silence;
  alone.add(song.map, song.mix, song.voice);
  const std::vector<float> silence(100);
  beside_silence.add(silence, silence, silence);
  beside_silence.add(song.map, song.mix, song.voice);
  EXPECT_EQ(beside_silence.scale(), alone.scale());
  EXPECT_EQ(beside_silence.f(), alone.f() / 2);
}

TEST(ScaleFit, HasNoScaleWithoutAVoiceThatIsShown) {
  ScaleFit fit;
  EXPECT_EQ(fit.scale(), 0);
  EXPECT_EQ(fit.f(), 0);
  fit.add(std::vector<float>{0, 0}, std::vector<float>{1, 2}, std::vector<float>{1, 1});
  fit.add(std::vector<float>{1, 0}, std::vector<float>{1, 2}, std::vector<float>{0, 0});
  EXPECT_EQ(fit.scale(), 0);
}

}  // namespace
}  // namespace cantus
