#pragma once

#include <cstdint>
#include <span>

namespace cantus {

// Wilcoxon's signed-rank test (Wilcoxon 1945) of paired differences.
struct SignedRank {
  double positive = 0;         // sum of the ranks of differences above zero
  double negative = 0;         // and below
  std::int64_t num_pairs = 0;  // that differ; the others are left out
  double p = 1;  // two-sided: so uneven a split, or more so, were both signs as likely
};

// Metrics are quotients, and differences of them that ought to be equal, or nothing, are so but for
// rounding: no farther apart than this they count as equal.
inline constexpr double kEqualDifference = 1e-13;

// Of more pairs than these p is the normal approximation's, corrected for continuity; equal ranks
// are in its variance.
inline constexpr std::int64_t kMostExactPairs = 1000;

// Equal sizes share the mean of their ranks. p is exact, given the ranks: the share of the
// 2^num_pairs ways to give them signs, at a cost of num_pairs cubed.
SignedRank signed_rank_test(std::span<const double> differences);

}  // namespace cantus
