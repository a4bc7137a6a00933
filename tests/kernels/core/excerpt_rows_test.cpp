#include "kernels/core/excerpt_rows.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

TEST(ExcerptRows, FindAFrameOfAnExcerpt) {
  const std::int64_t num_frames = 115;
  const ExcerptRows rows(32, num_frames);
  for (std::int64_t row = 0; row < 32 * num_frames; ++row) {
    const ExcerptRows::Place at = rows(row);
    ASSERT_EQ(at.excerpt * num_frames + at.frame, row);
    ASSERT_LT(at.frame, num_frames);
  }
}

TEST(ExcerptRows, CountToTheEndOf32Bits) {
  const ExcerptRows rows(65537, 65535);  // 2^32 - 1 rows
  EXPECT_EQ(rows(0xfffffffe).excerpt, 65536);
  EXPECT_EQ(rows(0xfffffffe).frame, 65534);
  EXPECT_THROW(ExcerptRows(65537, 65536), Error);
  EXPECT_THROW(ExcerptRows(1, 0), Error);
}

}  // namespace
}  // namespace cantus
