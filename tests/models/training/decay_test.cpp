#include <gtest/gtest.h>

#include "tests/models/training/small_training.h"

namespace cantus {
namespace {

// How far the first step, were it one of that epoch, moves the weights.
double first_move(std::uint64_t epoch) {
  const Network network = testing::small_network("glu_cnn");
  Queue queue({}, 1);
  TrainingStep step(
      queue, network,
      {.batch_size = 6,
       .seed = 3,
       .optimizer = {
           .kind = OptimizerSettings::Kind::kNesterov, .learning_rate = 0.25f, .decay = 0.5f}});
  const auto features = testing::noise(step.features().size(), 1);
  std::copy(features.begin(), features.end(), step.features().begin());
  for (std::size_t i = 0; i < step.targets().size(); ++i)
    step.targets()[i] = static_cast<float>(i / 2 % 2 == i % 2);
  const auto before = step.parameters().values();
  step.run(epoch);
  auto after = step.parameters().values();
  after.resize(static_cast<std::size_t>(step.parameters().num_trainable()));
  double sum = 0;
  for (std::size_t i = 0; i < after.size(); ++i)
    sum += std::fabs(static_cast<double>(after[i]) - before[i]);
  return sum;
}

TEST(Decay, ShortensTheStepsOfLaterEpochs) {
  const double first = first_move(0);
  EXPECT_GT(first, 0);
  EXPECT_NEAR(first_move(1), first / 2, 1e-3 * first);
  EXPECT_NEAR(first_move(3), first / 8, 1e-3 * first);
}

}  // namespace
}  // namespace cantus
