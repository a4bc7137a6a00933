#include "models/evaluation/signed_rank.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace cantus {
namespace {

// Darwin's maize from the documentation of scipy.stats.wilcoxon: 24.0 and 0.041259765625.
TEST(SignedRank, AgreesWithScipyOnDarwinsMaize) {
  const std::vector<double> d{6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75};
  const SignedRank test = signed_rank_test(d);
  EXPECT_EQ(test.negative, 24);
  EXPECT_EQ(test.positive, 15 * 16 / 2 - 24);
  EXPECT_EQ(test.num_pairs, 15);
  EXPECT_DOUBLE_EQ(test.p, 0.041259765625);
}

TEST(SignedRank, LeavesOutPairsWithoutADifference) {
  const SignedRank test = signed_rank_test(std::vector<double>{0, 1, 0, 2, 3, 4, 5});
  EXPECT_EQ(test.num_pairs, 5);
  EXPECT_DOUBLE_EQ(test.p, 2.0 / 32);
  EXPECT_EQ(signed_rank_test(std::vector<double>{0, 0}).p, 1);
  EXPECT_EQ(signed_rank_test(std::vector<double>{}).p, 1);
  EXPECT_EQ(signed_rank_test(std::vector<double>{1, -1}).p, 1) << "each half holds the middle";
}

// Enumerates all ways to give signs to (1, 1, 2, 2, 2, 5).
TEST(SignedRank, CountsEveryWayToGiveSignsWhereSizesAreEqual) {
  const std::vector<double> ranks{1.5, 1.5, 4, 4, 4, 6};
  const SignedRank test = signed_rank_test(std::vector<double>{1, -1, 2, 2, -2, 5});
  EXPECT_EQ(test.negative, 5.5);
  int at_most = 0;
  for (int signs = 0; signs < 64; ++signs) {
    double sum = 0;
    for (int i = 0; i < 6; ++i)
      if ((signs >> i & 1) != 0) sum += ranks[i];
    at_most += sum <= 5.5 ? 1 : 0;
  }
  EXPECT_DOUBLE_EQ(test.p, 2.0 * at_most / 64);
}

// One frame more of 100 is the same step from 30 as from 77, but the quotients round differently.
TEST(SignedRank, TakesSizesForEqualThatAreSoButForRounding) {
  std::vector<double> d;
  const int before[] = {30, 77, 51, 13, 66, 94, 28, 49, 82, 7};
  for (int i = 0; i < 10; ++i)
    d.push_back((before[i] + (i < 8 ? 1 : -1)) / 100.0 - before[i] / 100.0);
  d.push_back(0.1 + 0.2 - 0.3);  // not quite zero
  const SignedRank test = signed_rank_test(d);
  EXPECT_EQ(test.positive, 8 * 5.5);
  EXPECT_EQ(test.negative, 2 * 5.5);
  EXPECT_DOUBLE_EQ(test.p, 112.0 / 1024);
}

// For many pairs, the exact p is that of the normal distribution.
TEST(SignedRank, TendsToTheNormalDistribution) {
  std::vector<double> d;
  for (int i = 1; i <= 200; ++i) d.push_back(i % 5 < 2 ? -i : i);
  const SignedRank test = signed_rank_test(d);
  const double mean = 200. * 201 / 4;
  const double deviation = std::sqrt(200. * 201 * 401 / 24);
  const double z = (std::min(test.positive, test.negative) + 0.5 - mean) / deviation;
  EXPECT_NEAR(test.p, std::erfc(-z / std::sqrt(2.0)), 0.02 * test.p);
}

// Two tiny pairs barely move both sums but switch p from counting to the approximation.
TEST(SignedRank, OfManyPairsIsAsGoodAsExact) {
  std::vector<double> d;
  for (std::int64_t i = 1; i <= kMostExactPairs; ++i)
    d.push_back((i * 7919 % 100 < 47 ? -1.0 : 1.0) * static_cast<double>(i));
  const double exact = signed_rank_test(d).p;
  ASSERT_GT(exact, 1e-4);
  ASSERT_LT(exact, 0.2);
  d.insert(d.begin(), {0.25, -0.5});
  const double approximate = signed_rank_test(d).p;
  EXPECT_NEAR(approximate, exact, 0.01 * exact);
}

TEST(SignedRank, OfManyPairsIsCorrectedForContinuity) {
  std::vector<double> d;
  const double n = kMostExactPairs + 100;
  for (int i = 1; i <= n; ++i) d.push_back(i * 7919 % 100 < 47 ? -i : i);
  const SignedRank test = signed_rank_test(d);
  const double mean = n * (n + 1) / 4, deviation = std::sqrt(n * (n + 1) * (2 * n + 1) / 24);
  const double z = (std::min(test.positive, test.negative) + 0.5 - mean) / deviation;
  EXPECT_NEAR(test.p, std::erfc(-z / std::sqrt(2.0)), 1e-9);
}

}  // namespace
}  // namespace cantus
