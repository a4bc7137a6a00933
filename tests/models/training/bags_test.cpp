#include <gtest/gtest.h>

#include <cmath>

#include "models/networks/networks.h"
#include "models/training/training_step.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

Network small(bool has_attention = false) {
  return make_spectrogram_cnn(
      {.num_frames = 25, .num_bands = 40, .dropout = 0, .has_attention = has_attention});
}

// Every excerpt is noise; those marked in `loud` also have a stripe of louder bands.
void fill(std::span<float> features, std::int64_t excerpt_size, const std::vector<int>& loud) {
  testing::fill_with_noise(features, 3);
  for (std::size_t i = 0; i < features.size(); ++i)
    if (loud[i / static_cast<std::size_t>(excerpt_size)] != 0 && i % 40 > 10 && i % 40 < 20)
      features[i] += 2;
}

TEST(Bags, OfOneExcerptAreOrdinaryTraining) {
  Queue queue({}, 2);
  const Network network = small();
  const auto train = [&](const Bags& bags) {
    TrainingStep step(queue, network, {.batch_size = 4, .bags = bags, .seed = 5});
    fill(step.features(), 25 * 40, {1, 0, 0, 1});
    const std::vector<float> targets{0.98f, 0.02f, 0.02f, 0.98f};
    std::copy(targets.begin(), targets.end(), step.targets().begin());
    step.run(0);
    return step.gradients();
  };
  EXPECT_EQ(train({1, BagPooling::kMax}), train({}));
  const auto plain = train({});
  const auto mean = train({1, BagPooling::kMean});
  float largest = 0;
  for (const float g : plain) largest = std::max(largest, std::fabs(g));
  for (std::size_t i = 0; i < plain.size(); ++i)
    ASSERT_NEAR(mean[i], plain[i], 2e-5f * largest) << i;
}

// Two bags of four that differ in one excerpt of the first. All poolings learn this in a few steps,
// except noisy-or with many excerpts, whose bag begins near 1.
TEST(Bags, LearnFromOneLabelABag) {
  for (const std::string& name : names_of<BagPooling>()) {
    SCOPED_TRACE(name);
    Queue queue({}, 2);
    const BagPooling pooling = *named<BagPooling>(name);
    TrainingStep step(
        queue, small(pooling == BagPooling::kAttention),
        {.batch_size = 8, .bags = {4, pooling}, .seed = 5, .optimizer = small().optimizer});
    fill(step.features(), 25 * 40, {0, 0, 1, 0, 0, 0, 0, 0});
    ASSERT_EQ(step.targets().size(), 2u);
    step.targets()[0] = 1;
    step.targets()[1] = 0;
    step.run(0);
    const float first = step.loss();
    for (int i = 0; i < 12; ++i) step.run(0);
    EXPECT_LT(step.loss(), 0.7f * first);
  }
}

TEST(Bags, OfAttentionTrainAViewOfTheirOwn) {
  const auto names = [](const Graph& graph) {
    std::set<std::string> found;
    for (const ParameterSpec& spec : graph.parameters()) found.insert(spec.name);
    return found;
  };
  const Network network = small(true);
  const TrainingGraph recorded =
      record_training(network, 4, {}, Precision::kFloat32, {}, {2, BagPooling::kAttention});
  EXPECT_EQ(names(recorded.graph).count("attention.weight"), 1u);
  Graph detection;
  Builder builder(detection, Mode::kInference);
  network.build(builder, detection.input("features", network.input_shape(1)));
  EXPECT_EQ(names(detection).count("attention.weight"), 0u);
}

}  // namespace
}  // namespace cantus
