#include "models/baselines/repet_sim.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/core/philox.h"

namespace cantus {
namespace {

double uniform(std::uint32_t seed, std::int64_t i) {
  return uniform_from(philox(seed, static_cast<std::uint32_t>(i), 0, 0, 0).word[0]);
}

// The definition step by step, in double, with the whole similarity matrix.
std::vector<double> slow_mask(std::int64_t n, std::int64_t bins, const std::vector<float>& v,
                              const RepetSimOptions& options) {
  const auto dot = [&](std::int64_t a, std::int64_t b) {
    double sum = 0;
    for (std::int64_t i = 0; i < bins; ++i) sum += double{v[a * bins + i]} * v[b * bins + i];
    return sum;
  };
  std::vector<double> mask(v.size());
  for (std::int64_t j = 0; j < n; ++j) {
    std::vector<std::pair<double, std::int64_t>> order;  // least similar first
    for (std::int64_t l = 0; l < n; ++l) {
      const double lengths = std::sqrt(dot(j, j) * dot(l, l));
      order.emplace_back(l == j ? -2 : lengths > 0 ? -dot(j, l) / lengths : 0, l);
    }
    std::sort(order.begin(), order.end());
    std::vector<std::int64_t> taken;
    for (const auto& [less, l] : order) {
      const bool is_near = std::any_of(taken.begin(), taken.end(), [&, l = l](std::int64_t other) {
        return std::abs(l - other) < options.min_distance;
      });
      if (is_near) continue;
      if (std::ssize(taken) < options.max_similar) taken.push_back(l);
    }
    for (std::int64_t b = options.first_bin; b < bins; ++b) {
      std::vector<double> values;
      for (const std::int64_t l : taken) values.push_back(v[l * bins + b]);
      std::sort(values.begin(), values.end());
      const std::size_t half = values.size() / 2;
      const double w =
          values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
      const double magnitude = v[j * bins + b];
      mask[j * bins + b] = magnitude > 0 ? 1 - std::min(w, magnitude) / magnitude : 0;
    }
  }
  return mask;
}

void expect_definition(std::int64_t num_frames, const RepetSimOptions& options) {
  constexpr std::int64_t kBins = 7;
  std::vector<float> v;  // some frames are silent, and some bins of others
  for (std::int64_t i = 0; i < num_frames * kBins; ++i) {
    const bool is_silent = i / kBins % 50 == 20 || uniform(3, i) < 0.1;
    v.push_back(is_silent ? 0.0f : static_cast<float>(std::exp(4 * uniform(2, i))));
  }
  Queue queue({}, 2);
  const auto mask = repet_sim_mask(queue, num_frames, kBins, v, options);
  const auto expected = slow_mask(num_frames, kBins, v, options);
  ASSERT_EQ(mask.size(), expected.size());
  for (std::size_t i = 0; i < mask.size(); ++i)
    ASSERT_NEAR(mask[i], expected[i], 1e-6) << i << ", distance " << options.min_distance;
}

TEST(RepetSim, IsItsDefinition) {
  // More frames than the rows of the matrix that are computed at a time.
  expect_definition(300, {.max_similar = 9, .min_distance = 4, .first_bin = 2});
  expect_definition(300, {.max_similar = 8, .min_distance = 1, .first_bin = 0});
  expect_definition(60, {.min_distance = 3, .first_bin = 0});
  expect_definition(60, {.min_distance = 1000, .first_bin = 1});
}

// Half a second of music repeated with a little noise, and a voice whose harmonics glide.
TEST(RepetSim, RaisesAVoiceOverWhatRepeats) {
  constexpr std::int64_t kFrames = 700, kBins = 100, kPeriod = 35;
  std::vector<float> music(kFrames * kBins), voice(kFrames * kBins), mix(kFrames * kBins);
  for (std::int64_t j = 0; j < kFrames; ++j) {
    const double pitch = 9 + 4 * std::sin(0.013 * j) + 2 * std::sin(0.004 * j * j);
    for (int harmonic = 1; j % 200 > 60 && harmonic * pitch < kBins; ++harmonic)
      voice[j * kBins + static_cast<std::int64_t>(harmonic * pitch)] = 2;
    for (std::int64_t b = 0; b < kBins; ++b) {
      const std::int64_t i = j * kBins + b;
      music[i] = static_cast<float>(std::exp(3 * uniform(5, j % kPeriod * kBins + b) - 2) *
                                    (1 + 0.1 * uniform(6, i)));
      mix[i] = music[i] + voice[i];
    }
  }
  Queue queue({}, 1);
  const auto mask = repet_sim_mask(queue, kFrames, kBins, mix, {.min_distance = 70});
  const auto energy = [&](const std::vector<float>& part, bool is_masked) {
    double sum = 0;
    for (std::size_t i = 0; i < part.size(); ++i)
      sum += std::pow(double{part[i]} * (is_masked ? mask[i] : 1), 2);
    return sum;
  };
  const double before = energy(voice, false) / energy(music, false);
  EXPECT_GT(energy(voice, true) / energy(music, true), 10 * before);  // 10 dB
  EXPECT_GT(energy(voice, true), 0.5 * energy(voice, false));
}

TEST(RepetSim, LeavesSilenceAndLowBinsToTheAccompaniment) {
  const RepetSimOptions options = repet_sim_options(70, 22050.0 / 1024);
  EXPECT_EQ(options.min_distance, 70);
  EXPECT_EQ(options.first_bin, 5);
  // A second of silence, then one frame that resembles nothing.
  std::vector<float> v(71 * 10);
  std::fill(v.end() - 10, v.end(), 1e-30f);
  Queue queue({}, 1);
  const auto mask = repet_sim_mask(queue, 71, 10, v, options);
  for (std::size_t i = 0; i < mask.size(); ++i)
    ASSERT_EQ(mask[i], i >= 705 ? 0.5f : 0.0f) << i;  // the median of that frame and a silent one
  EXPECT_TRUE(repet_sim_mask(queue, 0, 10, {}, options).empty());
}

}  // namespace
}  // namespace cantus
