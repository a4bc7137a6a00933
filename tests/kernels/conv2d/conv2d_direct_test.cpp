#include <gtest/gtest.h>

#include "kernels/conv2d/conv2d.h"
#include "tests/support/device_under_test.h"

// Which convolutions of the networks are a GPU's own in plain floats, told by their scratch: the
// weights, laid out anew, for the forward pass and none for the gradient of the data.
namespace cantus::testing {
namespace {

struct Layer {
  const char* name;
  Conv2dShape shape;
  bool is_own;
};

void PrintTo(const Layer& layer, std::ostream* out) { *out << layer.name; }

class Conv2dDirect : public ::testing::TestWithParam<Layer> {};

TEST_P(Conv2dDirect, TakesPlainFloatsThatFillItsTiles) {
  if (device_under_test().kind == DeviceKind::kCpu) GTEST_SKIP() << "a GPU's own";
  Queue queue(device_under_test(), 1);
  Conv2dShape s = GetParam().shape;
  const std::size_t weights = sizeof(float) * s.c_out * s.k_t * s.k_f * s.c_in;
  const auto expect_own = [&](bool is_own) {
    EXPECT_EQ(conv2d_forward_scratch_bytes(queue, s) == weights, is_own);
    // Of a gradient that is cuDNN's it says nothing: some of its plans take none either.
    if (is_own) {
      EXPECT_EQ(conv2d_backward_data_scratch_bytes(queue, s), 0u);
    }
  };
  expect_own(GetParam().is_own);
  s.precision = Precision::kTf32;
  expect_own(false);
  s.precision = Precision::kBfloat16;
  expect_own(false);
}

INSTANTIATE_TEST_SUITE_P(
    Networks, Conv2dDirect,
    ::testing::Values(
        Layer{"conv2", {32, 113, 370, 64, 32, 3, 3}, true},
        Layer{"conv3", {32, 37, 122, 32, 128, 3, 3}, true},
        Layer{"conv4", {32, 35, 120, 128, 64, 3, 3}, true},
        Layer{"conv3_of_a_stretch", {1, 615, 122, 32, 128, 3, 3, Padding::kValid, 3}, true},
        Layer{"L2", {64, 25, 16, 64, 128, 3, 3, Padding::kSame}, true},
        // four bands would fill a fifth of a tile
        Layer{"L3", {64, 25, 4, 64, 128, 3, 3, Padding::kSame}, false},
        // 36 channels are no whole chunks, nor whole tiles
        Layer{"odd_channels", {8, 37, 122, 36, 36, 3, 3}, false}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace cantus::testing
