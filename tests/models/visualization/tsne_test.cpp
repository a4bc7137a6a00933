#include "models/visualization/tsne.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "kernels/core/philox.h"

namespace cantus {
namespace {

constexpr int kWidth = 10;

// Two balls of `half` points each, their centres `distance` apart.
std::vector<float> two_balls(int half, float distance) {
  std::vector<float> x;
  for (int i = 0; i < 2 * half; ++i) {
    for (int k = 0; k < kWidth; ++k) {
      const auto words =
          philox(5, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k), 0, 0);
      // Nearly normal: the sum of four uniform numbers.
      float value = -2;
      for (const std::uint32_t word : words.word) value += uniform_from(word);
      x.push_back(value + (i >= half && k == 0 ? distance : 0));
    }
  }
  return x;
}

TEST(Tsne, ReachesThePerplexityInEveryRow) {
  const int n = 60;
  const auto x = two_balls(n / 2, 30);
  const auto distances = squared_distances(x, n);
  for (const double perplexity : {2.0, 15.0, 40.0}) {
    const auto p = conditional_affinities(distances, n, perplexity);
    for (int i = 0; i < n; ++i) {
      double sum = 0, entropy_bits = 0;
      for (int j = 0; j < n; ++j) {
        const double q = p[static_cast<std::size_t>(i * n + j)];
        sum += q;
        if (q > 0) entropy_bits -= q * std::log2(q);
      }
      EXPECT_NEAR(sum, 1, 1e-12);
      EXPECT_NEAR(std::exp2(entropy_bits), perplexity, 1e-4 * perplexity);
      EXPECT_EQ(p[static_cast<std::size_t>(i * n + i)], 0);
    }
  }
}

TEST(Tsne, GivesNearerPointsMore) {
  const std::vector<float> x = {0, 1, 3, 7, 15};  // on a line
  const auto p = conditional_affinities(squared_distances(x, 5), 5, 2);
  EXPECT_GT(p[1], p[2]);
  EXPECT_GT(p[2], p[3]);
  EXPECT_GT(p[3], p[4]);
}

TEST(Tsne, LowersTheDivergence) {
  const auto x = two_balls(40, 3);
  std::vector<double> divergences;
  TsneSettings settings{.perplexity = 10, .num_iterations = 600};
  int num_told = 0;
  const TsneMap map = tsne(x, 80, settings, [&](int done, std::optional<double> divergence) {
    EXPECT_EQ(done, ++num_told);
    EXPECT_EQ(divergence.has_value(), done % 50 == 0);
    if (divergence) divergences.push_back(*divergence);
  });
  ASSERT_EQ(divergences.size(), 12u);
  // After the exaggeration the divergence only falls.
  for (std::size_t i = 6; i < divergences.size(); ++i)
    EXPECT_LT(divergences[i], divergences[i - 1] + 1e-3) << i;
  settings.num_iterations = 1;
  const double at_start = tsne(x, 80, settings).kl_divergence;
  EXPECT_LT(map.kl_divergence, 0.5 * at_start);
  EXPECT_NEAR(map.kl_divergence, divergences.back(), 1e-12);
}

// The divergence by its definition (eqs. 1, 2, 4).
double divergence(const std::vector<double>& conditional, const std::vector<double>& y, int n) {
  const auto at = [&](int i, int j) { return static_cast<std::size_t>(i * n + j); };
  const auto weight = [&](int i, int j) {
    const auto a = static_cast<std::size_t>(2 * i), b = static_cast<std::size_t>(2 * j);
    return 1 / (1 + std::pow(y[a] - y[b], 2) + std::pow(y[a + 1] - y[b + 1], 2));
  };
  double sum = 0, total = 0;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) sum += i == j ? 0 : weight(i, j);
  }
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      if (i == j) continue;
      const double p = std::max(1e-12, (conditional[at(i, j)] + conditional[at(j, i)]) / (2 * n));
      total += p * std::log(p / (weight(i, j) / sum));
    }
  }
  return total;
}

// The slope along every coordinate, by central differences.
std::vector<double> slopes(const std::vector<double>& p, const std::vector<double>& y, int n) {
  constexpr double kSmall = 1e-4;
  std::vector<double> slopes;
  for (std::size_t k = 0; k < y.size(); ++k) {
    auto up = y, down = y;
    up[k] += kSmall;
    down[k] -= kSmall;
    slopes.push_back((divergence(p, up, n) - divergence(p, down, n)) / (2 * kSmall));
  }
  return slopes;
}

// The first step spreads the points; the second follows from the slope there, the momentum and the
// gains: 0.8 at first, then 1 where the slope keeps its direction and 0.64 where it turns.
TEST(Tsne, StepsDownTheSlopeOfTheDivergence) {
  const int n = 30;
  const auto x = two_balls(n / 2, 3);
  const auto p = conditional_affinities(squared_distances(x, n), n, 5);
  constexpr double kRate = 1e5, kMomentum = 0.8;
  TsneSettings settings{.perplexity = 5, .num_iterations = 0, .num_exaggerated = 0};
  settings.learning_rate = kRate;
  const TsneMap start = tsne(x, n, settings);
  EXPECT_NEAR(start.kl_divergence, divergence(p, start.points, n), 1e-12);
  settings.num_iterations = 1;
  const auto first = tsne(x, n, settings).points;
  settings.num_iterations = 2;
  const auto second = tsne(x, n, settings).points;

  const auto slope = slopes(p, first, n);
  std::vector<double> expected;
  double mean[2] = {}, spread = 0;
  for (std::size_t k = 0; k < first.size(); ++k) {
    const double velocity = first[k] - start.points[k];
    const double gain = slope[k] * velocity < 0 ? 1.0 : 0.64;
    expected.push_back(first[k] + kMomentum * velocity - kRate * gain * slope[k]);
    mean[k % 2] += expected[k] / n;
    spread = std::max(spread, std::abs(first[k]));
  }
  EXPECT_GT(spread, 0.3);
  for (std::size_t k = 0; k < first.size(); ++k)
    EXPECT_NEAR(second[k], expected[k] - mean[k % 2], 1e-5 * kRate * std::abs(slope[k]) + 1e-3);
}

// Equation 5 with the data's affinities exaggerated.
std::vector<double> exaggerated_slopes(const std::vector<double>& conditional,
                                       const std::vector<double>& y, int n, double exaggeration) {
  const auto at = [&](int i, int j) { return static_cast<std::size_t>(i * n + j); };
  std::vector<double> weights(at(n, 0));
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      if (i == j) continue;
      const auto a = static_cast<std::size_t>(2 * i), b = static_cast<std::size_t>(2 * j);
      weights[at(i, j)] = 1 / (1 + std::pow(y[a] - y[b], 2) + std::pow(y[a + 1] - y[b + 1], 2));
      sum += weights[at(i, j)];
    }
  }
  std::vector<double> slopes(y.size());
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      const double p = std::max(1e-12, (conditional[at(i, j)] + conditional[at(j, i)]) / (2 * n));
      const double w = weights[at(i, j)];
      for (int k = 0; k < 2; ++k) {
        const auto a = static_cast<std::size_t>(2 * i + k), b = static_cast<std::size_t>(2 * j + k);
        slopes[a] += 4 * (exaggeration * p - w / sum) * w * (y[a] - y[b]);
      }
    }
  }
  return slopes;
}

// Checks the first two steps of a map, which early on have a momentum of 0.5.
void expect_early_steps(const TsneSettings& given, double exaggeration, double rate) {
  const int n = 30;
  const auto x = two_balls(n / 2, 3);
  const auto p = conditional_affinities(squared_distances(x, n), n, 5);
  const auto after = [&](int num_iterations) {
    TsneSettings settings = given;
    settings.perplexity = 5;
    settings.num_iterations = num_iterations;
    return tsne(x, n, settings).points;
  };
  const auto start = after(0), first = after(1), second = after(2);
  const auto at_start = exaggerated_slopes(p, start, n, exaggeration);
  const auto at_first = exaggerated_slopes(p, first, n, exaggeration);
  std::vector<double> expected;
  double length = 0, mean[2] = {};
  for (std::size_t k = 0; k < first.size(); ++k) {
    const double velocity = first[k] - start[k];
    EXPECT_NEAR(velocity, -0.8 * rate * at_start[k], 1e-9);
    const double gain = at_first[k] * velocity < 0 ? 1.0 : 0.64;
    expected.push_back(first[k] + 0.5 * velocity - gain * rate * at_first[k]);
    mean[k % 2] += expected[k] / n;
    length = std::max(length, std::abs(velocity));
  }
  EXPECT_GT(length, 1e-4);
  for (std::size_t k = 0; k < first.size(); ++k)
    EXPECT_NEAR(second[k], expected[k] - mean[k % 2], 1e-9);
}

// As in scikit-learn: affinities times 12, and a learning rate of n / (4 * 12), at least 50.
TEST(Tsne, ExaggeratesAtFirst) {
  expect_early_steps({}, 12, 50);
  expect_early_steps({.early_exaggeration = 4}, 4, 50);
  expect_early_steps({.early_exaggeration = 0.1}, 0.1, 75);
  expect_early_steps({.learning_rate = 20}, 12, 20);
}

TEST(Tsne, KeepsSeparatedBallsSeparated) {
  const int half = 40;
  const auto x = two_balls(half, 12);
  const TsneMap map = tsne(x, 2 * half, {.perplexity = 12, .num_iterations = 500});
  double centre[2][2] = {};
  double mean[2] = {};
  for (int i = 0; i < 2 * half; ++i) {
    for (int k = 0; k < 2; ++k) {
      centre[i / half][k] += map.points[static_cast<std::size_t>(2 * i + k)] / half;
      mean[k] += map.points[static_cast<std::size_t>(2 * i + k)];
    }
  }
  EXPECT_NEAR(mean[0], 0, 1e-6);
  EXPECT_NEAR(mean[1], 0, 1e-6);
  double widest = 0;
  for (int i = 0; i < 2 * half; ++i) {
    const auto at = static_cast<std::size_t>(2 * i);
    widest = std::max(widest, std::hypot(map.points[at] - centre[i / half][0],
                                         map.points[at + 1] - centre[i / half][1]));
  }
  EXPECT_GT(std::hypot(centre[0][0] - centre[1][0], centre[0][1] - centre[1][1]), 1.5 * widest);
  std::vector<int> classes(2 * half);
  for (int i = 0; i < 2 * half; ++i) classes[static_cast<std::size_t>(i)] = i / half;
  const std::vector<float> flat(map.points.begin(), map.points.end());
  std::vector<int> each(2 * half);
  for (int i = 0; i < 2 * half; ++i) each[static_cast<std::size_t>(i)] = i;
  EXPECT_EQ(same_class_neighbours(squared_distances(flat, 2 * half), classes, each), 1);
}

TEST(Tsne, ComesBackFromItsSeed) {
  const auto x = two_balls(15, 3);
  const TsneSettings settings{.perplexity = 5, .num_iterations = 60};
  TsneSettings other = settings;
  other.seed = 2;
  EXPECT_EQ(tsne(x, 30, settings).points, tsne(x, 30, settings).points);
  EXPECT_NE(tsne(x, 30, settings).points, tsne(x, 30, other).points);
}

TEST(SameClassNeighbours, CountsPoints) {
  const auto distances = squared_distances(std::vector<float>{0, 1, 10, 11, 30}, 5);  // on a line
  const std::vector<int> each = {0, 1, 2, 3, 4};
  EXPECT_DOUBLE_EQ(same_class_neighbours(distances, {0, 0, 1, 1, 0}, each), 0.8);
  EXPECT_DOUBLE_EQ(same_class_neighbours(distances, {0, 1, 0, 1, 1}, each), 0.2);
}

TEST(SameClassNeighbours, PassesOverThePointsOwnGroup) {
  const auto distances = squared_distances(std::vector<float>{0, 1, 10, 11, 30}, 5);
  // Nearest neighbours outside the group: the third, the third, the second, the second, the fourth.
  EXPECT_DOUBLE_EQ(same_class_neighbours(distances, {0, 0, 1, 1, 0}, {0, 0, 1, 1, 2}), 0);
  EXPECT_DOUBLE_EQ(same_class_neighbours(distances, {0, 0, 1, 0, 0}, {0, 0, 1, 1, 2}), 0.4);
}

// The first two have one point of their class among three of other groups, the third and the fourth
// none, the last two among four.
TEST(SameClassPairs, CountsTheStrangersOfAPointsClass) {
  EXPECT_DOUBLE_EQ(same_class_pairs({0, 0, 1, 1, 0}, {0, 0, 1, 1, 2}),
                   (1.0 / 3 + 1.0 / 3 + 0 + 0 + 0.5) / 5);
  EXPECT_DOUBLE_EQ(same_class_pairs({1, 1}, {0, 1}), 1);
  EXPECT_DOUBLE_EQ(same_class_pairs({1, 0}, {0, 1}), 0);
}

}  // namespace
}  // namespace cantus
