#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

TEST(Bfloat16, RoundsToTheNearestAndTiesToEven) {
  constexpr float kStep = 1.0f / 128;  // between neighbouring values at 1
  EXPECT_EQ(__bfloat162float(__float2bfloat16(1.0f + kStep / 2)), 1.0f);
  EXPECT_EQ(__bfloat162float(__float2bfloat16(1.0f + 3 * kStep / 2)), 1.0f + 2 * kStep);
  EXPECT_EQ(__bfloat162float(__float2bfloat16(std::nextafter(1.0f + kStep / 2, 2.0f))),
            1.0f + kStep);
  EXPECT_EQ(__bfloat162float(__float2bfloat16(-1.0f - 3 * kStep / 2)), -1.0f - 2 * kStep);
}

TEST(Bfloat16, KeepsWhatIsNoNumber) {
  EXPECT_TRUE(std::isnan(__bfloat162float(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_EQ(__bfloat16_as_ushort(std::numeric_limits<float>::quiet_NaN()), 0x7fff);
  EXPECT_EQ(__bfloat162float(std::numeric_limits<float>::infinity()),
            std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isinf(__bfloat162float(std::numeric_limits<float>::max())));
}

TEST(Bfloat16, ReadsBackEveryOneOfItsValues) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const __nv_bfloat16 value = __ushort_as_bfloat16(static_cast<unsigned short>(bits));
    if (std::isnan(__bfloat162float(value))) continue;
    ASSERT_EQ(__bfloat16_as_ushort(__float2bfloat16(__bfloat162float(value))), bits);
  }
}

TEST(Bfloat16, RoundsAfterEveryOperation) {
  const __nv_bfloat16 one = 1.0f, small = 1.0f / 512;
  EXPECT_EQ(__bfloat162float(one + small + small), 1.0f);
  EXPECT_EQ(__bfloat162float(__hfma(one, small, one)), 1.0f);
  const float2 pair =
      __bfloat1622float2(__floats2bfloat162_rn(2.0f, 3.0f) * make_bfloat162(2.0f, 0.5f));
  EXPECT_EQ(pair.x, 4.0f);
  EXPECT_EQ(pair.y, 1.5f);
}

TEST(Half, RoundsToTheNearestAndTiesToEven) {
  constexpr float kStep = 1.0f / 1024;
  EXPECT_EQ(__half2float(__float2half(1.0f + kStep / 2)), 1.0f);
  EXPECT_EQ(__half2float(__float2half(1.0f + 3 * kStep / 2)), 1.0f + 2 * kStep);
  EXPECT_EQ(__half_as_ushort(__float2half(1.0f)), 0x3c00);
  EXPECT_TRUE(std::isinf(__half2float(__float2half(70000.0f))));
}

}  // namespace
