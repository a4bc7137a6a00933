#include "data/synth/instruments/effects.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "data/synth/instruments/equalizer.h"
#include "data/synth/score/exact_math.h"

namespace cantus {
namespace {

std::vector<float> tone(double hz, double amplitude, int num_samples = kSynthRate) {
  std::vector<float> samples(num_samples);
  for (int i = 0; i < num_samples; ++i) {
    samples[i] = static_cast<float>(amplitude * exact::sin_turns(hz * i / kSynthRate));
  }
  return samples;
}

double rms_db(const std::vector<float>& samples) {
  return 20 * std::log10(rms_over(samples, {{.2, double(samples.size()) / kSynthRate}}));
}

TEST(Effects, EqualizersChangeTheirOwnFrequenciesByTheirGain) {
  auto at_peak = tone(1000, .1), far_below = tone(60, .1), in_shelf = tone(9000, .1),
       cut = tone(4000, .1);
  const double before = rms_db(at_peak);
  equalize(at_peak, {Filter::kPeak, 1000, -6, 1});
  equalize(far_below, {Filter::kPeak, 1000, -6, 1});
  equalize(in_shelf, {Filter::kHighShelf, 2000, 8, .7});
  equalize(cut, {Filter::kLowPass, 1000, 0, .7});
  EXPECT_NEAR(rms_db(at_peak) - before, -6, .1);
  EXPECT_NEAR(rms_db(far_below) - before, 0, .2);
  EXPECT_NEAR(rms_db(in_shelf) - before, 8, .3);
  EXPECT_LT(rms_db(cut) - before, -20);
}

TEST(Effects, LimiterHoldsEverySampleBelowItsThreshold) {
  auto samples = tone(300, .2);
  for (std::size_t i = 5000; i < samples.size(); i += 3001) samples[i] = .9f;
  const auto gains = limiter_gains(samples, .3);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    EXPECT_LE(std::abs(samples[i] * gains[i]), .3001f) << i;
  }
  EXPECT_EQ(*std::max_element(gains.begin(), gains.end()), 1);
}

TEST(Effects, CompressorLowersLoudSoundMoreThanSoft) {
  auto loud = tone(300, .8), soft = tone(300, .02);
  const double loud_db = rms_db(loud), soft_db = rms_db(soft);
  compress(loud, {-20, 4});
  compress(soft, {-20, 4});
  EXPECT_LT(rms_db(loud), loud_db - 6);
  EXPECT_NEAR(rms_db(soft), soft_db, .1);
}

TEST(Effects, ReverberationDiesAway) {
  std::vector<float> samples(3 * kSynthRate);
  samples[0] = 1;
  reverberate(samples, {.5, .5, 1});
  const double early = rms_over(samples, {{.05, .15}}), late = rms_over(samples, {{1, 1.1}});
  EXPECT_GT(early, 0);
  EXPECT_LT(late, early * .01);
}

TEST(Effects, WaveringAndSweepingKeepTheLevelOfASound) {
  auto wavering = tone(440, .3), swept = tone(440, .3);
  const double before = rms_db(wavering);
  waver(wavering, {20, 5});
  sweep(swept, {300, 2000, 1, 1});
  EXPECT_NEAR(rms_db(wavering), before, .5);
  EXPECT_NEAR(rms_db(swept), before, 7);
  EXPECT_NE(wavering, tone(440, .3));
}

// The part of a tone's energy that is no longer at its frequency, in dB.
double spread_db(const std::vector<float>& samples, double hz) {
  double cosine = 0, sine = 0, energy = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double turns = hz * static_cast<double>(i) / kSynthRate;
    cosine += samples[i] * exact::cos_turns(turns), sine += samples[i] * exact::sin_turns(turns);
    energy += double(samples[i]) * samples[i];
  }
  const double tone_energy = 2 * (cosine * cosine + sine * sine) / double(samples.size());
  return 10 * std::log10(1 - tone_energy / energy);
}

TEST(Effects, SmearingPutsNoiseOfTheLevelAskedForAroundATone) {
  for (const double level_db : {-30., -15.}) {
    auto samples = tone(1000, .3, 4 * kSynthRate);
    smear(samples, {level_db, 200, 3});
    EXPECT_NEAR(spread_db(samples, 1000), level_db, 1);
  }
}

TEST(Effects, ThickeningMakesASteadyToneBeat) {
  auto samples = tone(1000, .3, 2 * kSynthRate);
  thicken(samples, {3, 15, 1});
  double least = 1, most = 0;
  for (double start_s = .2; start_s < 1.9; start_s += .05) {
    const double level = rms_over(samples, {{start_s, start_s + .05}});
    least = std::min(least, level), most = std::max(most, level);
  }
  EXPECT_GT(most, 1.5 * least);
}

TEST(Effects, RidingTheFaderMovesTheLevelByItsDeviation) {
  auto samples = tone(1000, .1, 30 * kSynthRate);
  const double before = rms_db(samples);
  ride(samples, {3, 1, 5});
  double sum = 0, squares = 0;
  int count = 0;
  for (double start_s = 0; start_s < 29.9; start_s += .05, ++count) {
    const double db = 20 * std::log10(rms_over(samples, {{start_s, start_s + .05}})) - before;
    sum += db, squares += db * db;
  }
  EXPECT_NEAR(sum / count, 0, .5);
  EXPECT_NEAR(std::sqrt(squares / count), 3, .5);
}

}  // namespace
}  // namespace cantus
