#pragma once

#include <cstdint>
#include <span>

namespace cantus {

// Wilcoxon's signed-rank test (Wilcoxon 1945) of paired differences.
struct SignedRank {
  double positive = 0;         // sum of the ranks of differences above zero
  double negative = 0;         // sum of the ranks of those below
  std::int64_t num_pairs = 0;  // pairs that differ; the others are left out
  double p = 1;                // two-sided: chance of a split as uneven, or more, with random signs
};

// Metrics are quotients: differences that ought to be equal, or zero, are so only up to rounding.
// Those no farther apart than this count as equal.
inline constexpr double kEqualDifference = 1e-13;

// For more pairs than this, p is the normal approximation, with a continuity correction and with
// equal ranks accounted for in the variance.
inline constexpr std::int64_t kMostExactPairs = 1000;

// Equal sizes share the mean of their ranks. Given the ranks p is exact: the share of the
// 2^num_pairs choices of signs, in time that grows with num_pairs cubed.
SignedRank signed_rank_test(std::span<const double> differences);

}  // namespace cantus
