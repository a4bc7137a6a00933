#include "engine/multiply_adds.h"

#include <gtest/gtest.h>

#include "engine/layers/builder.h"

namespace cantus {
namespace {

TEST(MultiplyAdds, CountEveryWeightAtEveryPosition) {
  Graph graph;
  Builder builder(graph, Mode::kTraining);
  const Value x = graph.input("x", {2, 7, 6, 1});
  const Value maps = conv2d_layer(builder, "conv", x, {.num_channels = 4, .bias = true});
  dense_layer(builder, "dense", maps, {.num_units = 3});
  constexpr std::int64_t kConv = 2 * 5 * 4 * 36, kDense = 2 * 80 * 3;
  const MultiplyAdds counted = multiply_adds(graph, "x");
  EXPECT_EQ(counted.forward, kConv + kDense);
  // The input's gradient is not needed.
  EXPECT_EQ(counted.training, 2 * kConv + 3 * kDense);
}

}  // namespace
}  // namespace cantus
