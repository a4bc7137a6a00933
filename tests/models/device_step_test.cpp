#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "kernels/core/philox.h"
#include "models/detector.h"
#include "models/training_step.h"
#include "tests/support/device_under_test.h"

// Whole training steps and a whole song on the device that $CANTUS_TEST_DEVICE names (`emulated`
// runs the GPU's kernels without a GPU) beside the CPU.
namespace cantus {
namespace {

// The true layers on inputs that an emulator can afford.
Network small(const std::string& name) {
  NetworkOptions options{.num_frames = 5};
  if (name == "spectrogram_cnn") options = {.num_frames = 25, .num_bands = 34};
  return make_network(name, options);
}

std::vector<float> noise(std::size_t n, std::uint32_t seed) {
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i)
    values[i] = 2 * uniform_from(philox(seed, static_cast<std::uint32_t>(i), 0, 0, 0).word[0]) - 1;
  return values;
}

struct Trained {
  std::vector<float> losses;
  std::vector<float> gradients;
  std::vector<float> weights;
  std::vector<ParameterSpec> specs;
};

Trained train(const Network& network, Device where, int num_steps) {
  constexpr std::int64_t kBatch = 6;  // of two, batch norm leaves a gradient of rounding alone
  Queue queue(where, 1);
  TrainingStep step(queue, network,
                    {.batch_size = kBatch, .seed = 3, .optimizer = network.optimizer});
  Trained trained;
  for (int i = 0; i < num_steps; ++i) {
    const auto features = noise(step.features().size(), 10 + i);
    std::copy(features.begin(), features.end(), step.features().begin());
    const std::int64_t outputs = network.num_outputs();
    for (std::int64_t n = 0; n < kBatch; ++n) {
      step.targets()[n * outputs] = static_cast<float>(n % 2);
      step.targets()[(n + 1) * outputs - 1] = static_cast<float>((n + outputs - 1) % 2);
    }
    step.run(0);
    trained.losses.push_back(step.loss());
  }
  trained.gradients = step.gradients();
  trained.weights = step.parameters().values();
  trained.specs = step.parameters().specs();
  return trained;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max<double>(largest, std::fabs(a[i] - b[i]));
  return largest;
}

double largest(const std::vector<float>& a) {
  double found = 0;
  for (const float x : a) found = std::max<double>(found, std::fabs(x));
  return found;
}

class OnDevice : public ::testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(All, OnDevice, ::testing::ValuesIn(network_names()),
                         [](const auto& info) { return info.param; });

// The second step runs from the record.
TEST_P(OnDevice, TrainingStepsEqualTheCpus) {
  const Network network = small(GetParam());
  const Trained expected = train(network, {}, 3);
  const Trained found = train(network, device_under_test(), 3);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(found.losses[i], expected.losses[i], 2e-4f) << i;
  ASSERT_EQ(found.gradients.size(), expected.gradients.size());
  EXPECT_GT(largest(expected.gradients), 0);
  EXPECT_LT(largest_difference(found.gradients, expected.gradients),
            1e-3 * largest(expected.gradients));
}

TEST_P(OnDevice, TheFirstGradientEqualsTheCpusParameterByParameter) {
  const Network network = small(GetParam());
  const Trained expected = train(network, {}, 1);
  const Trained found = train(network, device_under_test(), 1);
  std::int64_t offset = 0;
  for (const auto& spec : expected.specs) {
    if (spec.role != ParameterRole::kTrainable) continue;
    const auto part = [&](const std::vector<float>& all) {
      return std::vector<float>(all.begin() + offset,
                                all.begin() + offset + spec.shape.num_elements());
    };
    const double scale = largest(part(expected.gradients));
    EXPECT_LE(largest_difference(part(found.gradients), part(expected.gradients)),
              1e-4 * scale + 1e-7)
        << spec.name;
    offset += spec.shape.num_elements();
  }
}

TEST_P(OnDevice, StepsRunTwiceGiveTheSameBits) {
  const Network network = small(GetParam());
  const Trained first = train(network, device_under_test(), 2);
  const Trained second = train(network, device_under_test(), 2);
  EXPECT_EQ(first.weights, second.weights);
}

TEST_P(OnDevice, ASongsCurveEqualsTheCpus) {
  const Network network = small(GetParam());
  std::vector<std::vector<float>> curves;
  for (const Device where : {Device{}, device_under_test()}) {
    Queue queue(where, 1);
    Parameters parameters(queue, parameter_specs(network));
    parameters.initialize(5);
    Detector detector(queue, network, parameters, 4);
    curves.push_back(detector.curve(noise(11 * network.num_bands, 1)));
  }
  for (std::size_t i = 0; i < curves[0].size(); ++i) EXPECT_NEAR(curves[1][i], curves[0][i], 1e-5);
}

}  // namespace
}  // namespace cantus
