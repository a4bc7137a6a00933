#include "engine/arena.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace cantus {
namespace {

bool overlap_in_time(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

TEST(Arena, NeverGivesTwoLivingTensorsTheSameMemory) {
  std::mt19937 engine(7);
  std::vector<Lifetime> lifetimes;
  for (int i = 0; i < 200; ++i) {
    const std::int64_t first = engine() % 100;
    lifetimes.push_back({static_cast<std::int64_t>(engine() % 5000 + 1), first,
                         first + static_cast<std::int64_t>(engine() % 20)});
  }
  const ArenaLayout layout = pack_arena(lifetimes);
  for (std::size_t a = 0; a < lifetimes.size(); ++a) {
    EXPECT_EQ(layout.offsets[a] % 64, 0);
    EXPECT_LE(layout.offsets[a] + lifetimes[a].bytes, layout.bytes);
    for (std::size_t b = 0; b < a; ++b) {
      if (!overlap_in_time(lifetimes[a], lifetimes[b])) continue;
      const bool apart = layout.offsets[a] + lifetimes[a].bytes <= layout.offsets[b] ||
                         layout.offsets[b] + lifetimes[b].bytes <= layout.offsets[a];
      EXPECT_TRUE(apart) << a << " and " << b;
    }
  }
}

TEST(Arena, ReusesMemoryOfTensorsThatAreDone) {
  const ArenaLayout layout = pack_arena({{1024, 0, 1}, {1024, 2, 3}, {1024, 4, 5}});
  EXPECT_EQ(layout.bytes, 1024);
  const std::int64_t of_a_hole_that_fits =
      pack_arena({{256, 0, 9}, {128, 0, 0}, {128, 0, 9}, {128, 1, 9}}).bytes;
  EXPECT_EQ(of_a_hole_that_fits, 512);
}

}  // namespace
}  // namespace cantus
