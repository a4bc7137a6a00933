#include <gtest/gtest.h>

#include <cstdlib>

#include "kernels/conv2d/conv2d.h"
#include "kernels/gemm/gemm.h"
#include "tests/support/device_array.h"
#include "tests/support/device_under_test.h"

// The precision reaches the GPU's libraries: float32 keeps a factor of 1 + 2^-12, which tensor
// cores read as 1, because they round it to 10 bits.
namespace cantus::testing {
namespace {

constexpr float kFactor = 1.0f + 0x1p-12f;

float product(Precision precision) {
  Queue queue(device_under_test(), 1);
  GemmShape shape{16, 16, 16};
  shape.precision = precision;
  std::vector<float> identity(256, 0.0f);
  for (int i = 0; i < 16; ++i) identity[i * 17] = 1.0f;
  const DeviceArray a(queue, std::vector<float>(256, kFactor)), b(queue, identity);
  DeviceArray c(queue, std::vector<float>(256));
  queue.reserve_scratch(gemm_scratch_bytes(queue, shape));
  gemm(queue, shape, a.data(), b.data(), c.data());
  return c.first();
}

float convolution(Precision precision) {
  Queue queue(device_under_test(), 1);
  Conv2dShape shape{2, 8, 8, 16, 16, 1, 1};
  shape.precision = precision;
  std::vector<float> identity(256, 0.0f);
  for (int i = 0; i < 16; ++i) identity[i * 17] = 1.0f;
  const DeviceArray x(queue, std::vector<float>(2 * 8 * 8 * 16, kFactor)), w(queue, identity);
  DeviceArray y(queue, std::vector<float>(2 * 8 * 8 * 16));
  queue.reserve_scratch(conv2d_forward_scratch_bytes(queue, shape));
  conv2d_forward(queue, shape, x.data(), w.data(), nullptr, 1.0f, y.data());
  return y.first();
}

TEST(Precision, KeepsEveryBitInFloat32) {
  EXPECT_EQ(product(Precision::kFloat32), kFactor);
  EXPECT_EQ(convolution(Precision::kFloat32), kFactor);
}

TEST(Precision, RoundsFactorsInTf32) {
  if (device_under_test().kind != DeviceKind::kEmulated)
    GTEST_SKIP() << "a GPU's libraries may round, and for small products they may not";
  EXPECT_EQ(product(Precision::kTf32), 1.0f);
  EXPECT_EQ(convolution(Precision::kTf32), 1.0f);
}

}  // namespace
}  // namespace cantus::testing
