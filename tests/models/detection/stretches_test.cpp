#include "models/detection/stretches.h"

#include <gtest/gtest.h>

#include <numeric>

#include "kernels/core/out_of_memory.h"
#include "models/detection/stretch_inferences.h"

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
  EXPECT_EQ(cover(129), (Sizes{128, 128}));             // 484 frames, not 626
  EXPECT_EQ(cover(300), (Sizes{512}));                  // 626, not 726
  EXPECT_EQ(cover(2100), (Sizes{2048, 128}));           // half a minute
  EXPECT_EQ(cover(1934), (Sizes{2048}));                // 2162, not 2504
  EXPECT_EQ(cover(1100), (Sizes{512, 512, 128}));       // 1494, not 2162
  EXPECT_EQ(cover(1600), (Sizes{512, 512, 512, 128}));  // 2120, not 2162
  EXPECT_EQ(cover(4096), (Sizes{2048, 2048}));
}

TEST(Stretches, OfOneSizeRepeatIt) {
  EXPECT_EQ(cover_with_stretches(300, {128}, 24), (Sizes{128, 128, 128}));
}

// Inferences for a memory that holds stretches of at most `room` excerpts.
StretchInferences inferences_with_room(std::int64_t room, Sizes& tried) {
  return StretchInferences({128, 512, 2048}, 114, [=, &tried](std::int64_t num_excerpts) {
    tried.push_back(num_excerpts);
    if (num_excerpts > room) throw OutOfMemory("", "it does not suffice", "", "");
    return std::unique_ptr<Inference>();
  });
}

TEST(Stretches, DoWithoutThoseThatTheMemoryHasNoRoomFor) {
  Sizes tried;
  StretchInferences inferences = inferences_with_room(512, tried);
  EXPECT_EQ(inferences.cover(2100), cover_with_stretches(2100, {128, 512}, 114));
  EXPECT_EQ(inferences.cover(2100), cover_with_stretches(2100, {128, 512}, 114));
  EXPECT_EQ(tried, (Sizes{128, 2048, 512})) << "each once, as long as a song asks for it";
  Sizes fewer;
  StretchInferences small = inferences_with_room(200, fewer);
  small.cover(500);
  EXPECT_EQ(small.cover(2100), cover_with_stretches(2100, {128}, 114));
  EXPECT_EQ(fewer, (Sizes{128, 512})) << "what is longer needs more still";
  Sizes none;
  EXPECT_THROW(inferences_with_room(100, none), Error);
}

TEST(Stretches, PassOnWhatIsNoMatterOfMemory) {
  StretchInferences inferences({4, 8}, 2, [](std::int64_t num_excerpts) {
    if (num_excerpts > 4) throw Error(Exit::kOsError, "", "the GPU is lost");
    return std::unique_ptr<Inference>();
  });
  EXPECT_THROW(inferences.cover(8), Error);
}

}  // namespace
}  // namespace cantus
