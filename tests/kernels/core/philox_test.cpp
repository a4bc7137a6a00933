#include "kernels/core/philox.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

// Known answers published with the generator (Random123, kat_vectors).
TEST(Philox, GivesThePublishedWords) {
  const auto zero = philox(0, 0, 0, 0, 0);
  EXPECT_EQ(zero.word[0], 0x6627e8d5u);
  EXPECT_EQ(zero.word[1], 0xe169c58du);
  EXPECT_EQ(zero.word[2], 0xbc57ac4cu);
  EXPECT_EQ(zero.word[3], 0x9b00dbd8u);
  const auto ones = philox(~0ull, ~0u, ~0u, ~0u, ~0u);
  EXPECT_EQ(ones.word[0], 0x408f276du);
  EXPECT_EQ(ones.word[1], 0x41c83b0eu);
  EXPECT_EQ(ones.word[2], 0xa20bc7c6u);
  EXPECT_EQ(ones.word[3], 0x6d5451fdu);
}

TEST(Philox, UniformCoversTheUnitIntervalButNotOne) {
  EXPECT_EQ(uniform_from(0), 0.0f);
  EXPECT_LT(uniform_from(~0u), 1.0f);
}

}  // namespace
}  // namespace cantus
