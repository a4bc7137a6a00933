#include "models/visualization/tsne.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/init.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr int kIterationsTold = 50;
constexpr double kLeast = 1e-12;  // lower bound of affinities, whose logarithm is taken

// Row i's affinities at one precision (1 / (2 variance)); returns the entropy in nats.
double fill_row(std::span<const double> distances, std::size_t i, double precision,
                std::span<double> row) {
  // Relative to the nearest point, so that not all of them vanish.
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < distances.size(); ++j)
    if (j != i) nearest = std::min(nearest, distances[j]);
  double sum = 0, weighted = 0;
  for (std::size_t j = 0; j < distances.size(); ++j) {
    const double distance = distances[j] - nearest;
    row[j] = j == i ? 0 : std::exp(-precision * distance);
    sum += row[j];
    weighted += row[j] * distance;
  }
  for (double& p : row) p /= sum;
  return std::log(sum) + precision * weighted / sum;
}

void fit_row(std::span<const double> distances, std::size_t i, double wanted_entropy,
             std::span<double> row) {
  constexpr int kMaxSteps = 200;
  constexpr double kTolerance = 1e-7;
  double low = 0, high = std::numeric_limits<double>::infinity(), precision = 1;
  for (int step = 0; step < kMaxSteps; ++step) {
    const double surplus = fill_row(distances, i, precision, row) - wanted_entropy;
    if (std::abs(surplus) < kTolerance) return;
    (surplus > 0 ? low : high) = precision;
    precision = std::isinf(high) ? 2 * precision : (low + high) / 2;
  }
}

class Descent {
 public:
  Descent(std::vector<double> affinities, std::int64_t num_points, const TsneSettings& settings)
      : p_(std::move(affinities)),
        n_(static_cast<std::size_t>(num_points)),
        settings_(settings),
        points_(2 * n_),
        velocity_(2 * n_),
        gains_(2 * n_, 1.0),
        gradient_(2 * n_),
        weights_(n_ * n_) {
    for (std::size_t k = 0; k < points_.size(); ++k)
      points_[k] = 1e-4 * normal_number(settings.seed, 1, k);
  }

  // One step of gradient descent.
  void step(int iteration) {
    const bool is_early = iteration < settings_.num_exaggerated;
    fill_gradient(is_early ? settings_.early_exaggeration : 1.0);
    const double momentum = is_early ? 0.5 : 0.8;
    const double rate =
        settings_.learning_rate > 0
            ? settings_.learning_rate
            : std::max(50.0, static_cast<double>(n_) / settings_.early_exaggeration / 4);
    for (std::size_t k = 0; k < points_.size(); ++k) {
      // Jacobs (1988): a coordinate that keeps its direction goes faster.
      const bool goes_on = gradient_[k] * velocity_[k] < 0;
      gains_[k] = std::max(0.01, goes_on ? gains_[k] + 0.2 : gains_[k] * 0.8);
      velocity_[k] = momentum * velocity_[k] - rate * gains_[k] * gradient_[k];
      points_[k] += velocity_[k];
    }
  }

  TsneMap result() {
    const double reached = divergence();
    double mean[2] = {0, 0};
    for (std::size_t k = 0; k < points_.size(); ++k)
      mean[k % 2] += points_[k] / static_cast<double>(n_);
    for (std::size_t k = 0; k < points_.size(); ++k) points_[k] -= mean[k % 2];
    return {points_, reached};
  }

  // KL divergence of the current map from the data's affinities (section 3.1).
  double divergence() {
    const double sum = fill_weights();
    double total = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < n_; ++j) {
        const double p = p_[i * n_ + j];
        if (i != j) total += p * std::log(p / std::max(kLeast, weights_[i * n_ + j] / sum));
      }
    }
    return total;
  }

 private:
  // Returns the sum of the weights over all pairs.
  double fill_weights() {
    double sum = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < n_; ++j) {
        const double dx = points_[2 * i] - points_[2 * j];
        const double dy = points_[2 * i + 1] - points_[2 * j + 1];
        weights_[i * n_ + j] = 1 / (1 + dx * dx + dy * dy);
        sum += weights_[i * n_ + j];
      }
    }
    return sum - static_cast<double>(n_);  // a point is not its own neighbour
  }

  // Eq. 5: 4 sum_j (p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|^2).
  void fill_gradient(double exaggeration) {
    const double sum = fill_weights();
    for (std::size_t i = 0; i < n_; ++i) {
      double x = 0, y = 0;
      for (std::size_t j = 0; j < n_; ++j) {
        const double weight = weights_[i * n_ + j];
        const double pull = (exaggeration * p_[i * n_ + j] - weight / sum) * weight;
        x += pull * (points_[2 * i] - points_[2 * j]);
        y += pull * (points_[2 * i + 1] - points_[2 * j + 1]);
      }
      gradient_[2 * i] = 4 * x;
      gradient_[2 * i + 1] = 4 * y;
    }
  }

  std::vector<double> p_;  // [n, n]
  std::size_t n_;
  TsneSettings settings_;
  std::vector<double> points_, velocity_, gains_, gradient_;  // [n, 2]
  std::vector<double> weights_;                               // [n, n], 1 / (1 + distance^2)
};

}  // namespace

std::vector<double> squared_distances(std::span<const float> x, std::int64_t num_points) {
  const auto n = static_cast<std::size_t>(num_points);
  const std::size_t width = x.size() / n;
  std::vector<double> distances(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < width; ++k) {
        const double difference = static_cast<double>(x[i * width + k]) - x[j * width + k];
        sum += difference * difference;
      }
      distances[i * n + j] = distances[j * n + i] = sum;
    }
  }
  return distances;
}

std::vector<double> conditional_affinities(const std::vector<double>& squared_distances,
                                           std::int64_t num_points, double perplexity) {
  const auto n = static_cast<std::size_t>(num_points);
  CANTUS_REQUIRE(perplexity >= 1 && perplexity < static_cast<double>(n) - 1,
                 "a perplexity is less than the number of neighbours");
  // The search for a precision starts at 1: distances in any unit are scaled to a mean of 1.
  double mean = 0;
  for (const double distance : squared_distances)
    mean += distance / static_cast<double>(squared_distances.size());
  std::vector<double> scaled(squared_distances);
  if (mean > 0)
    for (double& distance : scaled) distance /= mean;
  std::vector<double> affinities(n * n);
  for (std::size_t i = 0; i < n; ++i)
    fit_row({&scaled[i * n], n}, i, std::log(perplexity), {&affinities[i * n], n});
  return affinities;
}

TsneMap tsne(std::span<const float> x, std::int64_t num_points, const TsneSettings& settings,
             const std::function<void(int, std::optional<double>)>& on_iteration) {
  const auto n = static_cast<std::size_t>(num_points);
  const auto conditional =
      conditional_affinities(squared_distances(x, num_points), num_points, settings.perplexity);
  std::vector<double> joint(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double p = (conditional[i * n + j] + conditional[j * n + i]) / (2.0 * num_points);
      joint[i * n + j] = std::max(p, kLeast);
    }
  }
  Descent descent(std::move(joint), num_points, settings);
  for (int i = 0; i < settings.num_iterations; ++i) {
    descent.step(i);
    if (!on_iteration) continue;
    const bool is_told = (i + 1) % kIterationsTold == 0 || i + 1 == settings.num_iterations;
    on_iteration(i + 1, is_told ? std::optional(descent.divergence()) : std::nullopt);
  }
  return descent.result();
}

double same_class_neighbours(const std::vector<double>& squared_distances,
                             const std::vector<int>& classes, const std::vector<int>& groups) {
  const std::size_t n = classes.size();
  int num_same = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t nearest = n;
    for (std::size_t j = 0; j < n; ++j) {
      if (groups[j] == groups[i]) continue;
      if (nearest == n || squared_distances[i * n + j] < squared_distances[i * n + nearest])
        nearest = j;
    }
    CANTUS_REQUIRE(nearest < n, "neighbours of another group are looked for in two or more");
    num_same += classes[i] == classes[nearest];
  }
  return static_cast<double>(num_same) / static_cast<double>(n);
}

double same_class_pairs(const std::vector<int>& classes, const std::vector<int>& groups) {
  const std::size_t n = classes.size();
  double share = 0;
  for (std::size_t i = 0; i < n; ++i) {
    int num_same = 0, num_others = 0;
    for (std::size_t j = 0; j < n; ++j) {
      if (groups[j] == groups[i]) continue;
      ++num_others;
      num_same += classes[i] == classes[j];
    }
    CANTUS_REQUIRE(num_others > 0, "neighbours of another group are looked for in two or more");
    share += static_cast<double>(num_same) / num_others;
  }
  return share / static_cast<double>(n);
}

}  // namespace cantus
