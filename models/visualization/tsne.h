#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace cantus {

// t-SNE of van der Maaten and Hinton (2008), exact: every pair of points. It is optimized as in
// scikit-learn, with a stronger exaggeration for longer than the paper's (4 for 50 iterations), a
// rate that grows with the number of points, and a narrower start.
struct TsneSettings {
  double perplexity = 30;
  int num_iterations = 1000;
  int num_exaggerated = 250;       // of them, with momentum 0.5; 0.8 afterwards
  double early_exaggeration = 12;  // the affinities are multiplied by it meanwhile
  double learning_rate = 0;        // 0: num_points / early_exaggeration / 4, at least 50
  std::uint64_t seed = 1;
};

struct TsneMap {
  std::vector<double> points;  // [num_points, 2], their mean is 0
  double kl_divergence = 0;    // of the affinities in the map from those of the data
};

// Squared Euclidean distances of x [num_points, num_features] -> [num_points, num_points].
std::vector<double> squared_distances(std::span<const float> x, std::int64_t num_points);

// The conditional affinities p(j|i), row i of [num_points, num_points], zero at j = i: Gaussian in
// the distance, as wide as makes the row's perplexity (2 to its entropy in bits) the one asked for.
// Requires 1 <= perplexity < num_points - 1.
std::vector<double> conditional_affinities(const std::vector<double>& squared_distances,
                                           std::int64_t num_points, double perplexity);

// Points with alike neighbours lie together. `on_iteration` is told after every iteration how many
// are done and, after every 50th, the divergence; what it throws ends the work. Requires 3
// perplexity < num_points - 1. The same bits on every number of threads: it uses one.
TsneMap tsne(
    std::span<const float> x, std::int64_t num_points, const TsneSettings& settings,
    const std::function<void(int done, std::optional<double> kl_divergence)>& on_iteration = {});

// The share of points whose nearest point of another group has the same class. `groups` are what is
// alike for a reason of its own: excerpts of one song. Requires two groups.
double same_class_neighbours(const std::vector<double>& squared_distances,
                             const std::vector<int>& classes, const std::vector<int>& groups);
// The same where any point of another group may be the nearest: what chance would give.
double same_class_pairs(const std::vector<int>& classes, const std::vector<int>& groups);

}  // namespace cantus
