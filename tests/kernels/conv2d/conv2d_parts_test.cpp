#include <gtest/gtest.h>

#include "kernels/conv2d/conv2d.h"
#include "tests/support/device_array.h"
#include "tests/support/device_under_test.h"
#include "tests/support/environment_variable.h"
#include "tests/support/kernel_case.h"

// A batch whose workspace would be too large is run in parts, which changes only the order in which
// the weight gradient is summed.
namespace cantus::testing {
namespace {

std::vector<float> draw(std::int64_t n, std::uint64_t seed) {
  const auto values = normal_values(n, seed).get();
  return {values.begin(), values.end()};
}

struct Results {
  std::vector<float> y, d_x, d_w;
  std::size_t scratch_bytes;
};

const Conv2dShape kShape{6, 5, 6, 4, 8, 3, 3};

// copies: how often cuDNN's stand-in copies x and y into its workspace.
Results results(const char* copies) {
  std::optional<EnvironmentVariable> workspace(std::in_place, "CANTUS_FAKE_CUDNN_COPIES", copies);
  Queue queue(parse_device("emulated"), 1);
  const DeviceArray x(queue, draw(6 * 5 * 6 * 4, 1)), w(queue, draw(8 * 9 * 4, 2)),
      d_y(queue, draw(6 * 3 * 4 * 8, 3));
  DeviceArray y(queue, std::vector<float>(6 * 3 * 4 * 8)),
      d_x(queue, std::vector<float>(6 * 5 * 6 * 4)), d_w(queue, std::vector<float>(8 * 9 * 4));
  Results found;
  found.scratch_bytes = conv2d_forward_scratch_bytes(queue, kShape);
  queue.reserve_scratch(found.scratch_bytes);
  queue.reserve_scratch(conv2d_backward_data_scratch_bytes(queue, kShape));
  queue.reserve_scratch(conv2d_backward_weights_scratch_bytes(queue, kShape));
  workspace.reset();
  conv2d_forward(queue, kShape, x.data(), w.data(), nullptr, 1.0f, y.data());
  conv2d_backward_data(queue, kShape, w.data(), d_y.data(), d_x.data());
  conv2d_backward_weights(queue, kShape, x.data(), d_y.data(), d_w.data());
  found.y = y.read();
  found.d_x = d_x.read();
  found.d_w = d_w.read();
  return found;
}

TEST(Conv2dParts, EqualTheBatchInOnePiece) {
  if (device_under_test().kind != DeviceKind::kEmulated)
    GTEST_SKIP() << "only the stand-in of cuDNN can be told to want more workspace";
  const Results whole = results("1");
  const Results parts = results("100000");  // 86 MB per sample: three run at once
  EXPECT_EQ(whole.scratch_bytes, 4u * (6 * 5 * 6 * 4 + 6 * 3 * 4 * 8));
  EXPECT_EQ(parts.scratch_bytes, whole.scratch_bytes / 2 * 100000);
  EXPECT_EQ(parts.y, whole.y);
  EXPECT_EQ(parts.d_x, whole.d_x);
  for (std::size_t i = 0; i < whole.d_w.size(); ++i) EXPECT_NEAR(parts.d_w[i], whole.d_w[i], 1e-5f);
}

}  // namespace
}  // namespace cantus::testing
