#include "models/evaluation/signed_rank.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cantus {
namespace {

// Twice the rank of each size, an integer even where equal sizes share a rank. Sizes ascend.
std::vector<std::int64_t> double_ranks(const std::vector<double>& sorted) {
  std::vector<std::int64_t> ranks(sorted.size());
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && sorted[end] - sorted[i] <= kEqualDifference) ++end;
    for (std::size_t k = i; k < end; ++k) ranks[k] = static_cast<std::int64_t>(i + 1 + end);
    i = end;
  }
  return ranks;
}

// The share of all choices of signs whose sum of positive ranks is at most `limit`: the number of
// subsets with each sum, halved at every rank so that it stays a share.
double share_up_to(const std::vector<std::int64_t>& ranks, std::int64_t limit) {
  std::vector<double> share(limit + 1, 0.0);
  share[0] = 1;
  for (const std::int64_t rank : ranks) {
    for (std::int64_t sum = limit; sum >= 0; --sum)
      share[sum] = 0.5 * (share[sum] + (sum >= rank ? share[sum - rank] : 0.0));
  }
  double total = 0;
  for (const double s : share) total += s;
  return total;
}

// The same by the normal distribution with the sum's mean and variance.
double normal_share_up_to(const std::vector<std::int64_t>& ranks, std::int64_t limit) {
  double sum = 0, squares = 0;
  for (const std::int64_t rank : ranks) {
    const auto r = static_cast<double>(rank);
    sum += r;
    squares += r * r;
  }
  // Continuity correction by half a step of the sum, which is 1 as the ranks are doubled.
  const double z = (static_cast<double>(limit) + 1 - sum / 2) / (std::sqrt(squares) / 2);
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

}  // namespace

SignedRank signed_rank_test(std::span<const double> differences) {
  std::vector<double> kept;
  for (const double d : differences)
    if (std::fabs(d) > kEqualDifference) kept.push_back(d);
  std::sort(kept.begin(), kept.end(),
            [](double a, double b) { return std::fabs(a) < std::fabs(b); });
  std::vector<double> sizes;
  for (const double d : kept) sizes.push_back(std::fabs(d));
  const auto ranks = double_ranks(sizes);
  SignedRank test;
  test.num_pairs = static_cast<std::int64_t>(kept.size());
  std::int64_t positive = 0;
  std::int64_t negative = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) (kept[i] > 0 ? positive : negative) += ranks[i];
  test.positive = static_cast<double>(positive) / 2;
  test.negative = static_cast<double>(negative) / 2;
  const auto share = test.num_pairs > kMostExactPairs ? normal_share_up_to : share_up_to;
  if (!kept.empty()) test.p = std::min(1.0, 2 * share(ranks, std::min(positive, negative)));
  return test;
}

}  // namespace cantus
