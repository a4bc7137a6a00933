#include "models/detection/stretches.h"

#include <gtest/gtest.h>

#include <numeric>

namespace cantus {
namespace {

using Sizes = std::vector<std::int64_t>;

TEST(Stretches, HoldEveryExcerptOfASong) {
  for (std::int64_t n = 1; n < 700; ++n) {
    const Sizes found = cover_with_stretches(n, {8, 32, 128}, 9);
    const auto held = std::accumulate(found.begin(), found.end(), std::int64_t{0});
    EXPECT_GE(held, n);
    EXPECT_LT(held - found.back(), n) << "a stretch without an excerpt";
  }
}

TEST(Stretches, ComputeFewFrames) {
  const auto cover = [](std::int64_t n) { return cover_with_stretches(n, {128, 512, 2048}, 114); };
  EXPECT_EQ(cover(1), (Sizes{128}));
  EXPECT_EQ(cover(128), (Sizes{128}));
  EXPECT_EQ(cover(129), (Sizes{128, 128}));        // 484 frames, not 626
  EXPECT_EQ(cover(300), (Sizes{512}));             // 626, not 726
  EXPECT_EQ(cover(2100), (Sizes{2048, 128}));      // half a minute
  EXPECT_EQ(cover(1934), (Sizes{2048}));           // 2162, not 2504
  EXPECT_EQ(cover(1100), (Sizes{512, 512, 128}));  // 1494, not 2162
  EXPECT_EQ(cover(4096), (Sizes{2048, 2048}));
}

TEST(Stretches, OfOneSizeRepeatIt) {
  EXPECT_EQ(cover_with_stretches(300, {128}, 24), (Sizes{128, 128, 128}));
}

}  // namespace
}  // namespace cantus
