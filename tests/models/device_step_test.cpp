#include <gtest/gtest.h>

#include "models/detector.h"
#include "tests/models/small_training.h"
#include "tests/support/device_under_test.h"

// Whole training steps and a whole song on the device that $CANTUS_TEST_DEVICE names (`emulated`
// runs the GPU's kernels without a GPU) beside the CPU.
namespace cantus {
namespace {

using testing::largest;
using testing::largest_difference;
using testing::noise;
using testing::small_network;
using testing::train;
using testing::Trained;

class OnDevice : public ::testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(All, OnDevice, ::testing::ValuesIn(network_names()),
                         [](const auto& info) { return info.param; });

// The second step runs from the record.
TEST_P(OnDevice, TrainingStepsEqualTheCpus) {
  const Network network = small_network(GetParam());
  const Trained expected = train(network, {}, 3);
  const Trained found = train(network, device_under_test(), 3);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(found.losses[i], expected.losses[i], 2e-4f) << i;
  ASSERT_EQ(found.gradients.size(), expected.gradients.size());
  EXPECT_GT(largest(expected.gradients), 0);
  EXPECT_LT(largest_difference(found.gradients, expected.gradients),
            1e-3 * largest(expected.gradients));
}

TEST_P(OnDevice, TheFirstGradientEqualsTheCpusParameterByParameter) {
  const Network network = small_network(GetParam());
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
  const Network network = small_network(GetParam());
  const Trained first = train(network, device_under_test(), 2);
  const Trained second = train(network, device_under_test(), 2);
  EXPECT_EQ(first.weights, second.weights);
}

TEST_P(OnDevice, ASongsCurveEqualsTheCpus) {
  const Network network = small_network(GetParam());
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
