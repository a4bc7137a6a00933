#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/passes/differentiate.h"
#include "models/detection/detector.h"
#include "models/saliency/saliency.h"
#include "tests/models/training/small_training.h"
#include "tests/support/device_under_test.h"
#include "tests/support/environment_variable.h"
#include "tests/support/noise.h"

// Compares whole training steps and a whole song on the device that $CANTUS_TEST_DEVICE names
// (`emulated` runs the GPU's kernels without a GPU) with the CPU.
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

// The second step replays the recording.
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

// A frozen layer's weights are stored after all trainable ones, however many those are.
TEST_P(OnDevice, TrainsBesideAFrozenLayer) {
  const Network network = small_network(GetParam());
  const FrozenLayers frozen{{network.layers[1]}};
  const auto run = [&](Device where) {
    return train(network, where, 2, Precision::kFloat32, true, frozen);
  };
  const Trained expected = run({}), found = run(device_under_test());
  for (int i = 0; i < 2; ++i) EXPECT_NEAR(found.losses[i], expected.losses[i], 2e-4f) << i;
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
    Detector detector(queue, network, parameters,
                      {.stretches = {4}, .silence = noise(network.num_bands, 4)});
    curves.push_back(detector.curve(noise(11 * network.num_bands, 1)));
  }
  for (std::size_t i = 0; i < curves[0].size(); ++i) EXPECT_NEAR(curves[1][i], curves[0][i], 1e-5);
}

std::vector<float> curve_on(Device where, const Network& network, std::int64_t song_frames,
                            Precision precision = Precision::kFloat32) {
  Queue queue(where, 1);
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(5);
  Detector detector(
      queue, network, parameters,
      {.stretches = {16}, .precision = precision, .silence = noise(network.num_bands, 4)});
  detector.curve(noise(20 * network.num_bands, 2));  // a shorter song first
  return detector.curve(noise(song_frames * network.num_bands, 1));
}

// Excerpts are long enough to share columns after all three convolutions.
TEST(DeviceDetection, SharesColumnsAsTheCpu) {
  const Network network = make_network("glu_crnn", {.num_frames = 10});
  const auto expected = curve_on({}, network, 21);
  const auto found = curve_on(device_under_test(), network, 21);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-5) << i;
}

// With columns in bfloat16 that are summed in floats.
TEST(DeviceDetection, SharesColumnsInBfloat16) {
  const Network network = make_network("glu_crnn", {.num_frames = 10});
  const auto expected = curve_on({}, network, 21);
  const auto found = curve_on(device_under_test(), network, 21, Precision::kBfloat16);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-2) << i;
}

// Several stretches of two sizes, in floats and in bfloat16.
TEST(DeviceDetection, UnrollsAsTheCpu) {
  const Network network = small_network("spectrogram_cnn");
  const auto expected = curve_on({}, network, 37);
  const auto found = curve_on(device_under_test(), network, 37);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-5) << i;
  const auto rounded = curve_on(device_under_test(), network, 37, Precision::kBfloat16);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(rounded[i], expected[i], 2e-2) << i;
}

// Uses shorter stretches if the device has no room for longer ones.
TEST(DeviceDetection, GivesTheSameCurveWithLittleMemory) {
  if (device_under_test().kind == DeviceKind::kCuda) GTEST_SKIP() << "its memory is what it is";
  const Network network = make_network("glu_cnn", {.num_frames = 3, .num_bands = 64});
  const auto song = noise(1000 * network.num_bands, 1);
  std::vector<std::vector<float>> curves;
  for (const char* bytes : {"4000000000", "60000000"}) {
    const testing::EnvironmentVariable memory("CANTUS_EMULATED_MEMORY_BYTES", bytes);
    Queue queue(device_under_test(), 1);
    Parameters parameters(queue, parameter_specs(network));
    parameters.initialize(5);
    Detector detector(queue, network, parameters, {.stretches = {64, 1024}});
    curves.push_back(detector.curve(song));
    if (curves.size() < 2) continue;
    EXPECT_THROW(Detector(queue, network, parameters, {.stretches = {1024}}), Error);
  }
  ASSERT_EQ(curves[1].size(), curves[0].size());
  for (std::size_t i = 0; i < curves[0].size(); ++i) EXPECT_NEAR(curves[1][i], curves[0][i], 1e-5);
}

// Where a rectifier's input is closer to 0 than the difference between GPU and CPU sums, only one
// of them passes a gradient, which changes the map around it. The emulator's sums never differ that
// much.
void expect_same_saliency(const std::vector<float>& found, const std::vector<float>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  const double scale = largest(expected);
  EXPECT_GT(scale, 0);
  const bool on_gpu = device_under_test().kind == DeviceKind::kCuda;
  EXPECT_LE(largest_difference(found, expected), (on_gpu ? 1e-2 : 1e-4) * scale);
  std::size_t num_apart = 0;
  for (std::size_t i = 0; i < found.size(); ++i)
    num_apart += std::fabs(found[i] - expected[i]) > 1e-4 * scale;
  EXPECT_LE(num_apart, found.size() / 2);
}

// The map of a whole song, by shared activations and the cone of each excerpt's gradient.
std::vector<float> song_map_on(Device where) {
  const Network network = make_network("spectrogram_cnn", {.num_frames = 61, .num_bands = 42});
  Queue queue(where, 1);
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(5);
  SaliencyMapper mapper(queue, network, parameters,
                        {.stretches = {4}, .silence = noise(network.num_bands, 4)});
  std::vector<float> map;
  mapper.run(noise(7 * network.num_bands, 1), [&](const SaliencyRows& rows) {
    map.insert(map.end(), rows.map.begin(), rows.map.end());
  });
  return map;
}

TEST(DeviceSaliency, EqualsTheCpus) {
  expect_same_saliency(song_map_on(device_under_test()), song_map_on({}));
}

TEST(DeviceSaliency, WaitsForTheDeviceWhereItMust) {
  const auto expected = song_map_on({});
  const testing::EnvironmentVariable streams("CANTUS_EMULATED_STREAMS", "late");
  expect_same_saliency(song_map_on(device_under_test()), expected);
}

// A song of several parts, with all work delayed until it is waited for: this shows whether
// anything is scored before it was copied, or copied before the part's memory was free.
TEST(DeviceDetection, WaitsForTheSecondQueueWhereItMust) {
  const Network network = make_network("glu_cnn", {.num_frames = 3, .num_bands = 64});
  constexpr std::int64_t kSongFrames = 2 * 16 * 16 + 77;
  const auto expected = curve_on({}, network, kSongFrames);
  const testing::EnvironmentVariable streams("CANTUS_EMULATED_STREAMS", "late");
  const auto found = curve_on(device_under_test(), network, kSongFrames);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1e-5) << i;
}

// The same in training: batches are filled and losses read without waiting for the current step.
TEST(DeviceTraining, WaitsForTheHostWhereItMust) {
  const Network network = small_network("glu_crnn");
  const Trained expected = train(network, device_under_test(), 4, Precision::kFloat32, false);
  const testing::EnvironmentVariable streams("CANTUS_EMULATED_STREAMS", "late");
  const Trained found = train(network, device_under_test(), 4, Precision::kFloat32, false);
  EXPECT_EQ(found.losses, expected.losses);
  EXPECT_EQ(found.weights, expected.weights);
}

// Guided backpropagation (Schlueter 2016, section 3.3) from the logit to the input, through the
// network with inference statistics and all its rectifiers and pools.
std::vector<float> saliency_on(Device where, const Network& network, RectifierRule rule) {
  Queue queue(where, 1);
  Graph graph;
  const Value input = graph.input("features", network.input_shape(2));
  Builder builder(graph, Mode::kInference);
  const Value logits = network.build(builder, input);
  graph.mark_output("saliency", differentiate(logits, {input}, rule)[0]);
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(5);
  Replay replay(queue, Plan(graph, {.parameters_are_constant = true}), parameters);
  testing::fill_with_noise(replay.input("features"), 4);
  replay.run();
  const auto saliency = replay.output("saliency");
  return {saliency.begin(), saliency.end()};
}

TEST(DeviceSaliency, GuidedAndPlainEqualTheCpus) {
  const Network network = small_network("spectrogram_cnn");
  std::vector<std::vector<float>> maps;
  for (const RectifierRule rule : {RectifierRule::kGuided, RectifierRule::kPlain}) {
    const auto expected = saliency_on({}, network, rule);
    const auto found = saliency_on(device_under_test(), network, rule);
    expect_same_saliency(found, expected);
    maps.push_back(expected);
  }
  EXPECT_GT(largest_difference(maps[0], maps[1]), 0.01 * largest(maps[1]));
}

}  // namespace
}  // namespace cantus
