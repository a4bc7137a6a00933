#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/multiply_adds.h"
#include "engine/passes/fold_batch_norm.h"
#include "kernels/core/error.h"
#include "models/detection/detector.h"
#include "models/detection/inference.h"
#include "models/training/training_step.h"
#include "tests/engine/moved_norms.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

ParameterCount count(const std::string& name, const std::set<std::string>& frozen = {}) {
  return count_parameters(record_training(make_network(name), 1, {frozen}).graph.parameters());
}

// Hou 2020, Table 1, in units of 10^4: 20.72, 20.58, 13.33, 13.33, 5.79.
TEST(Networks, HaveTheParametersOfTheFirstPapersTable) {
  EXPECT_EQ(count("glu_crnn").weights, 207298);
  EXPECT_EQ(count("glu_crnn").trainable, 207298);
  EXPECT_EQ(count("glu_crnn", {"L1"}).trainable, 205890);
  EXPECT_EQ(count("glu_crnn", {"L2"}).trainable, 133314);
  EXPECT_EQ(count("glu_crnn", {"L3"}).trainable, 133314);
  EXPECT_EQ(count("glu_crnn", {"L1", "L2", "L3"}).trainable, 57922);
  EXPECT_EQ(count("glu_crnn", {"L2"}).weights, 207298);
}

// Three blocks as above, a dense layer of 1,600 x 64, and two logits.
TEST(Networks, HaveTheParametersOfTheSourceNetwork) {
  EXPECT_EQ(count("glu_cnn").weights, 1408 + 73984 + 73984 + 1600 * 64 + 64 + 130);
}

// As counted by Lee et al. 2018.
TEST(Networks, HaveTheParametersOfTheBaseline) { EXPECT_EQ(count("mel_cnn").weights, 1408225); }

TEST(Networks, KnowTheirShortestExcerpt) {
  Queue queue(Device{}, 1);
  const auto run = [&](const std::string& name, std::int64_t num_frames) {
    const Network network = make_network(name, {.num_frames = num_frames});
    Parameters parameters(queue, parameter_specs(network));
    parameters.initialize(1);
    Inference(queue, network, parameters, 1).run();
  };
  for (const char* name : {"glu_cnn", "glu_crnn", "mel_cnn", "spectrogram_cnn"}) {
    const std::int64_t least = make_network(name).least_frames;
    EXPECT_NO_THROW(run(name, least)) << name;
    if (least == 1) continue;
    EXPECT_THROW(run(name, least - 1), Error) << name;
  }
}

TEST(Networks, HaveTheParametersOfTheSecondPapersNetwork) {
  EXPECT_EQ(count("spectrogram_cnn").weights, 3989569);
}

// Schlueter 2016: 1.5704 G multiply-adds forward and 9.374 GFLOP in training, summed by hand over
// the layers. Hou 2020: 1.843 M + 29.491 M + 7.373 M for three blocks of 25 frames, 1.229 M for the
// GRU and 8.3 k for the rest; our count includes the GRU's stacked biases.
TEST(Networks, HaveTheArithmeticOfTheirLayers) {
  const auto of = [](const std::string& name) {
    return multiply_adds(record_inference(make_network(name), 1), "features");
  };
  EXPECT_NEAR(static_cast<double>(of("spectrogram_cnn").forward), 1570.4e6, 0.1e6);
  EXPECT_NEAR(static_cast<double>(of("spectrogram_cnn").training), 9.374e9 / 2, 0.5e6);
  EXPECT_NEAR(static_cast<double>(of("glu_crnn").forward), 39.944e6, 0.01e6);
}

bool has_shape(const Graph& graph, const Shape& wanted) {
  const auto& tensors = graph.tensors();
  return std::any_of(tensors.begin(), tensors.end(),
                     [&](const TensorInfo& tensor) { return tensor.spec.shape == wanted; });
}

// Schlueter 2016: before the fifth convolution 118 of 372 bands remain; it leaves 31 frames of 4
// frequency offsets (the paper's figures for 115 frames).
TEST(Networks, ShrinkAsTheSecondPaperSays) {
  Graph graph;
  const Network network = make_network("spectrogram_cnn");
  Builder builder(graph, Mode::kInference);
  const Value logits = network.build(builder, graph.input("features", network.input_shape(1)));
  EXPECT_EQ(logits.shape(), (Shape{1, 1}));
  EXPECT_TRUE(has_shape(graph, {1, 113, 370, 64}));
  EXPECT_TRUE(has_shape(graph, {1, 37, 122, 32}));
  EXPECT_TRUE(has_shape(graph, {1, 33, 118, 64}));
  EXPECT_TRUE(has_shape(graph, {1, 31, 4, 128}));
}

// The first convolution's output is half of all activations. Training keeps one array of that size
// for the normalized output and then its gradient; the rest of the arena is as large again.
TEST(Networks, KeepTheFirstConvolutionOnce) {
  const TrainingGraph recorded = record_training(make_network("spectrogram_cnn"), 2, {});
  const Plan plan(recorded.graph, {.gradients = recorded.gradients});
  const std::int64_t first = 2 * 113 * 370 * 64 * sizeof(float);
  EXPECT_LT(static_cast<double>(plan.arena_bytes()), 2.2 * static_cast<double>(first));
}

// Every launch takes time, those of gradients too, and a large product takes longer than a small
// sum.
TEST(Networks, TellWhereAStepsTimeGoes) {
  Queue queue({}, 1);
  TrainingStep step(queue, make_network("glu_cnn"), {.batch_size = 4});
  for (float& x : step.features()) x = 0.5f;
  step.run(0);
  double convolution = 0;
  double bias = 0;
  bool has_gradients = false;
  for (const NodeTime& node : step.time_nodes(3)) {
    EXPECT_GT(node.seconds, 0) << node.op;
    if (node.op == "conv2d") convolution = std::max(convolution, node.seconds);
    if (node.op == "bias") bias = std::max(bias, node.seconds);
    has_gradients |= node.op == "conv2d_backward_weights";
  }
  EXPECT_TRUE(has_gradients);
  EXPECT_GT(convolution, bias);
  EXPECT_GT(bias, 0);
}

// The real layers on inputs that a test can afford.
Network small(const std::string& name) {
  NetworkOptions options{.num_frames = 9, .dropout = 0};
  if (name == "spectrogram_cnn" || name == "mel_cnn")
    options = {.num_frames = 25, .num_bands = 40, .dropout = 0};
  return make_network(name, options);
}

std::vector<float> random_features(const Network& network, std::int64_t num_frames) {
  return testing::noise(num_frames * network.num_bands, 3);
}

class EveryNetwork : public ::testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(All, EveryNetwork, ::testing::ValuesIn(network_names()),
                         [](const auto& info) { return info.param; });

// Learns four excerpts of noise by heart: the loss falls far below the ln 2 of guessing.
TEST_P(EveryNetwork, LearnsABatchByHeart) {
  const Network network = small(GetParam());
  Queue queue({}, 1);
  OptimizerSettings optimizer = network.optimizer;
  TrainingStep step(queue, network, {.batch_size = 4, .seed = 1, .optimizer = optimizer});
  const auto features = random_features(network, 4 * network.num_frames);
  const auto load = [&] {
    std::copy(features.begin(), features.end(), step.features().begin());
    for (std::int64_t i = 0; i < 4; ++i) {
      const float voice = i % 2 == 0 ? 1.0f : 0.0f;
      if (network.num_outputs() == 2) step.targets()[2 * i] = 1 - voice;
      step.targets()[network.num_outputs() * (i + 1) - 1] = voice;
    }
  };
  load();
  step.run(0);
  const float first = step.loss();
  float last = first;
  for (int i = 0; i < 30; ++i) {
    load();
    step.run(0);
    last = step.loss();
  }
  EXPECT_LT(last, 0.5f * first);
  EXPECT_LT(last, 0.3f);
}

TEST_P(EveryNetwork, LeavesFrozenLayersAsTheyAre) {
  const Network network = small(GetParam());
  const std::string layer = network.layers.front();
  Queue queue({}, 1);
  TrainingStep step(
      queue, network,
      {.batch_size = 2, .seed = 1, .frozen = {{layer}}, .optimizer = network.optimizer});
  Parameters& parameters = step.parameters();
  const std::vector<float> before = parameters.values();
  std::fill(step.features().begin(), step.features().end(), 0.5f);
  std::fill(step.targets().begin(), step.targets().end(), 0.5f);
  step.features()[3] = -1;
  step.run(0);
  int num_frozen = 0;
  bool others_moved = false;
  for (std::size_t p = 0; p < parameters.specs().size(); ++p) {
    const auto now = parameters.values(p);
    const bool is_same = std::equal(now.begin(), now.end(), before.begin() + parameters.offset(p));
    const bool is_frozen = parameters.specs()[p].name.rfind(layer + ".", 0) == 0;
    if (is_frozen) {
      ++num_frozen;
      EXPECT_TRUE(is_same) << parameters.specs()[p].name;
    }
    others_moved = others_moved || (!is_frozen && !is_same);
  }
  EXPECT_GT(num_frozen, 0);
  EXPECT_TRUE(others_moved);
}

// Logits of a network with changed batch-norm statistics, with folded and with unfolded norms.
TEST_P(EveryNetwork, InfersTheSameWithFoldedBatchNorms) {
  const Network network = small(GetParam());
  Queue queue({}, 1);
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(5);
  testing::move_norms(parameters);
  Graph graph;
  Builder builder(graph, Mode::kInference);
  graph.mark_output("logits",
                    network.build(builder, graph.input("features", network.input_shape(3))));
  Graph folded = fold_batch_norm(graph);
  Replay plain(queue, Plan(graph, {.parameters_are_constant = true}), parameters);
  Replay fast(queue, Plan(folded, {.parameters_are_constant = true}), parameters);
  const auto features = random_features(network, 3 * network.num_frames);
  for (Replay* replay : {&plain, &fast}) {
    std::copy(features.begin(), features.end(), replay->input("features").begin());
    replay->run();
  }
  const auto expected = plain.output("logits");
  const auto found = fast.output("logits");
  ASSERT_EQ(expected.size(), found.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(found[i], expected[i], 1e-4f * (1 + std::fabs(expected[i])));
}

TEST_P(EveryNetwork, ScoresEveryFrameOfASong) {
  const Network network = small(GetParam());
  Queue queue({}, 1);
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(5);
  Detector detector(queue, network, parameters,
                    {.stretches = {4}, .silence = std::vector<float>(network.num_bands)});
  const auto features = random_features(network, 11);
  const auto curve = detector.curve(features);
  ASSERT_EQ(curve.size(), 11u);
  for (const float p : curve) {
    EXPECT_GT(p, 0);
    EXPECT_LT(p, 1);
  }
}

TEST(Networks, NameTheLayersThatCanBeFrozen) {
  const Network network = make_network("glu_cnn");
  EXPECT_FALSE(network.unknown_layer({"L1", "L2", "L3"}));
  EXPECT_EQ(network.unknown_layer({"L3", "L4", "L5"}), "L4");
}

}  // namespace
}  // namespace cantus
