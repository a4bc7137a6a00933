#include "kernels/core/last_at_or_before.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

TEST(LastAtOrBefore, IsThePartThatHoldsThePlace) {
  const std::int64_t begins[] = {0, 3, 4, 9, 9};
  for (std::int64_t count = 1; count <= 5; ++count)
    for (std::int64_t place = 0; place < 12; ++place) {
      std::int64_t expected = count - 1;
      while (begins[expected] > place) --expected;
      EXPECT_EQ(last_at_or_before(place, count, begins), expected) << place << " of " << count;
    }
}

TEST(LastAtOrBefore, IsNoPartOfNothing) {
  const std::int64_t begins[] = {0, 0, 5, 5, 5, 8, 8};  // the seventh is the sixth's end
  EXPECT_EQ(last_at_or_before(0, 6, begins), 1);
  EXPECT_EQ(last_at_or_before(4, 6, begins), 1);
  EXPECT_EQ(last_at_or_before(5, 6, begins), 4);
  EXPECT_EQ(last_at_or_before(7, 6, begins), 4);
}

}  // namespace
}  // namespace cantus
