#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/bag_pool/bag_pool.h"

namespace cantus::reference {

// The probability of a bag from those of its instances, by the formulas as published.
template <typename T>
T bag_probability(BagPooling pooling, const std::vector<T>& p, const std::vector<T>& scores) {
  T sum = 0, squares = 0, none = 1, largest = 0, weights = 0, weighted = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += p[i];
    squares += p[i] * p[i];
    none *= 1 - p[i];
    if (!(p[i] <= largest)) largest = p[i];
    if (std::isnan(p[i])) return p[i];
    const T weight = scores.empty() ? T(1) : std::exp(scores[i]);
    weights += weight;
    weighted += weight * p[i];
  }
  switch (pooling) {
    case BagPooling::kMax:
      return largest;
    case BagPooling::kMean:
      return sum / static_cast<T>(p.size());
    case BagPooling::kNoisyOr:
      return 1 - none;
    case BagPooling::kLinearSoftmax:
      return squares / sum;
    default:
      return weighted / weights;
  }
}

template <typename T>
std::vector<T> instances_of(const std::vector<T>& all, std::int64_t bag, std::int64_t size) {
  if (all.empty()) return {};
  return {all.begin() + bag * size, all.begin() + (bag + 1) * size};
}

template <typename T>
std::vector<T> sigmoids(std::vector<T> z) {
  for (T& value : z) value = 1 / (1 + std::exp(-value));
  return z;
}

template <typename T>
void bag_pool_forward(const BagShape& shape, const std::vector<T>& z, const std::vector<T>& scores,
                      std::vector<T>& y) {
  for (std::int64_t bag = 0; bag < shape.num_bags; ++bag) {
    const T p = bag_probability(shape.pooling, sigmoids(instances_of(z, bag, shape.size)),
                                instances_of(scores, bag, shape.size));
    y[bag] = std::log(p / (1 - p));
  }
}

// d P / d p_i and d P / d a_i of every formula, by the chain rule through the bag's logit.
template <typename T>
void bag_pool_backward(const BagShape& shape, const std::vector<T>& z, const std::vector<T>& scores,
                       const std::vector<T>& d_y, std::vector<T>& d_z, std::vector<T>* d_scores) {
  for (std::int64_t bag = 0; bag < shape.num_bags; ++bag) {
    const auto p = sigmoids(instances_of(z, bag, shape.size));
    const auto a = instances_of(scores, bag, shape.size);
    const T whole = bag_probability(shape.pooling, p, a);
    const T d_whole = d_y[bag] / (whole * (1 - whole));
    T sum = 0, none = 1, weights = 0;
    std::size_t best = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      sum += p[i];
      none *= 1 - p[i];
      if (!a.empty()) weights += std::exp(a[i]);
      if (p[i] > p[best]) best = i;
    }
    for (std::size_t i = 0; i < p.size(); ++i) {
      T d_p = 0;
      switch (shape.pooling) {
        case BagPooling::kMax:
          d_p = i == best ? 1 : 0;
          break;
        case BagPooling::kMean:
          d_p = 1 / static_cast<T>(p.size());
          break;
        case BagPooling::kNoisyOr:
          d_p = none / (1 - p[i]);
          break;
        case BagPooling::kLinearSoftmax:
          d_p = (2 * p[i] - whole) / sum;
          break;
        case BagPooling::kAttention:
          d_p = std::exp(a[i]) / weights;
          (*d_scores)[bag * shape.size + i] = d_whole * d_p * (p[i] - whole);
          break;
      }
      d_z[bag * shape.size + i] = d_whole * d_p * p[i] * (1 - p[i]);
    }
  }
}

}  // namespace cantus::reference
