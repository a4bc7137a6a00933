#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kernels/batch_norm/batch_norm.h"
#include "tests/support/device_array.h"
#include "tests/support/device_under_test.h"

namespace cantus {
namespace {

// The variance of values with a NaN must not count as 0: the layer would go on as if nothing had
// happened.
void expect_lost_channel(const Device& device) {
  constexpr BatchNormShape kShape{40, 3};
  std::vector<float> values(120, 1.0f);
  values[0] = 2;
  values[21 * 3 + 1] = std::numeric_limits<float>::quiet_NaN();
  Queue queue(device, 1);
  queue.reserve_scratch(batch_norm_scratch_bytes(queue, kShape));
  const testing::DeviceArray x(queue, values), ones(queue, std::vector<float>(3, 1.0f));
  testing::DeviceArray y(queue, values), mean(queue, {0, 0, 0}), inv_std(queue, {0, 0, 0}),
      running_mean(queue, {0, 0, 0}), running_spread(queue, {1, 1, 1});
  batch_norm_forward(queue, kShape, BatchNormSettings{1e-3f, 0.9f, {}}, x.data(), ones.data(),
                     ones.data(), y.data(), mean.data(), inv_std.data(), running_mean.data(),
                     running_spread.data());
  const auto is_lost = [](float value) { return std::isnan(value); };
  for (const auto* written : {&mean, &inv_std, &running_mean, &running_spread}) {
    const auto read = written->read();
    EXPECT_TRUE(!is_lost(read[0]) && is_lost(read[1]) && !is_lost(read[2])) << read[1];
  }
  const auto normalized = y.read();
  for (std::size_t i = 0; i < normalized.size(); ++i)
    EXPECT_EQ(is_lost(normalized[i]), i % 3 == 1) << i;
}

TEST(BatchNormOfNaN, LosesItsChannelAloneOnTheCpu) { expect_lost_channel({}); }

TEST(BatchNormOfNaN, LosesItsChannelAloneOnAGpu) { expect_lost_channel(device_under_test()); }

}  // namespace
}  // namespace cantus
