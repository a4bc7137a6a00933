#include <gtest/gtest.h>

#include "kernels/conv2d/conv2d.h"
#include "tests/support/device_under_test.h"

// Which convolutions a GPU runs on our own Winograd kernels in plain floats. They are recognized by
// their scratch: the transformed points of all taps.
namespace cantus::testing {
namespace {

struct Layer {
  const char* name;
  Conv2dShape shape;
  bool is_own;
};

void PrintTo(const Layer& layer, std::ostream* out) { *out << layer.name; }

class Conv2dWinogradDevice : public ::testing::TestWithParam<Layer> {};

TEST_P(Conv2dWinogradDevice, TakesPlainFloatsWhereItSavesProducts) {
  if (device_under_test().kind == DeviceKind::kCpu) GTEST_SKIP() << "a GPU's own";
  Queue queue(device_under_test(), 1);
  Conv2dShape s = GetParam().shape;
  const std::size_t points = sizeof(float) * 24 * s.c_out * s.c_in;
  const auto expect_own = [&](bool is_own) {
    EXPECT_EQ(conv2d_forward_scratch_bytes(queue, s) == points, is_own);
    EXPECT_EQ(conv2d_backward_data_scratch_bytes(queue, s) == points, is_own);
  };
  expect_own(GetParam().is_own);
  s.precision = Precision::kTf32;
  expect_own(false);
  s.precision = Precision::kBfloat16;
  expect_own(false);
}

INSTANTIATE_TEST_SUITE_P(
    Networks, Conv2dWinogradDevice,
    ::testing::Values(
        Layer{"conv2", {32, 113, 370, 64, 32, 3, 3}, true},
        Layer{"conv3", {32, 37, 122, 32, 128, 3, 3}, true},
        Layer{"conv4", {32, 35, 120, 128, 64, 3, 3}, true},
        Layer{"conv3_of_a_stretch", {1, 615, 122, 32, 128, 3, 3, Padding::kValid, 3}, true},
        Layer{"L2", {64, 25, 16, 64, 128, 3, 3, Padding::kSame}, true},
        Layer{"L3", {64, 25, 4, 64, 128, 3, 3, Padding::kSame}, true},
        // one frame of y: for its gradient, two of three products would be with zeros
        Layer{"one_frame", {64, 3, 16, 64, 128, 3, 3, Padding::kSameBands}, false},
        // 36 channels fill neither whole chunks nor whole groups
        Layer{"odd_channels", {8, 37, 122, 36, 36, 3, 3}, false}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace cantus::testing
