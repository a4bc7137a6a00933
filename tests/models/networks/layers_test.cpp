#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "engine/ops/batch_norm.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/frame_mean.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"
#include "models/detection/inference.h"
#include "models/networks/network.h"
#include "tests/models/training/small_training.h"
#include "tests/support/noise.h"

// The nodes of the networks one by one, with the constants that no parameter count
// shows.
namespace cantus {
namespace {

using Lines = std::vector<std::string>;

std::string statistic_name(RunningStatistic running) {
  return running == RunningStatistic::kInverseDeviation ? "inverse deviation" : "unbiased variance";
}

std::string text_of(const BatchNormSettings& settings) {
  std::ostringstream text;
  text << "epsilon " << settings.epsilon << " keeps " << settings.momentum << " of the "
       << statistic_name(settings.running) << " slope " << settings.slope;
  return text.str();
}

std::string text_of(const FrameRange& range) {
  return std::to_string(range.first) + " to " + std::to_string(range.end - 1);
}

// The rate of a dropout, from its output for ones: those it keeps become 1 / (1 - rate).
double rate_of_dropout(const Op& op) {
  std::vector<float> x(64, 1.0f), y(64);
  const StepState step;
  const TensorSpec spec{{1, 64}};
  Queue queue({}, 1);
  op.run(queue, Io({x.data()}, {y.data()}, {spec}, {spec}, &step));
  return 1 - 1 / *std::max_element(y.begin(), y.end());
}

std::string constants_of(const Node& node) {
  std::ostringstream text;
  if (const auto* conv = as<Conv2d>(node))
    text << (conv->options().padding == Padding::kSame ? " same" : " valid");
  if (const auto* norm = as<BatchNormTraining>(node)) text << " " << text_of(norm->settings());
  if (const auto* norm = as<BatchNormInference>(node)) text << " " << text_of(norm->settings());
  if (const auto* leaky = as<LeakyRelu>(node)) text << " slope " << leaky->slope();
  if (const auto* pool = as<MaxPool>(node)) {
    const MaxPoolOptions& o = pool->options();
    text << " " << o.window_t << "x" << o.window_f << " every " << o.stride_t << "x" << o.stride_f;
  }
  if (const auto* mean = as<FrameMean>(node))
    text << " of " << text_of(mean->forward()) << ", " << text_of(mean->backward());
  if (node.op->name() == "dropout")
    text << " " << std::round(1e4 * rate_of_dropout(*node.op)) / 1e4;
  return text.str();
}

// The nodes in order, each with its weight and its constants. Requires that they form a chain.
Lines lines_of(const Network& network, Mode mode) {
  Graph graph;
  Builder builder(graph, mode);
  TensorId last = graph.input("features", network.input_shape(1)).id();
  const Value logits = network.build(builder, {graph, last});
  Lines lines;
  for (const Node& node : graph.nodes()) {
    EXPECT_EQ(node.inputs[0], last) << node.op->name();
    last = node.outputs[0];
    std::string line = node.op->name();
    if (node.inputs.size() > 1) line += " " + graph.tensors()[node.inputs[1]].name;
    lines.push_back(line + constants_of(node));
  }
  EXPECT_EQ(logits.id(), last);
  return lines;
}

Lines trained(const std::string& name) { return lines_of(make_network(name), Mode::kTraining); }

// Hou 2020: no bias, batch norms as in Keras of 2019, pools over frequency only.
Lines gated_block(const std::string& layer) {
  return {"conv2d " + layer + ".conv.weight same",
          "batch_norm_training " + layer +
              ".norm.gamma epsilon 0.001 keeps 0.99 of the unbiased variance slope 1",
          "glu", "max_pool 1x4 every 1x4", "dropout 0.2"};
}

Lines with_gated_blocks(const Lines& rest) {
  Lines lines;
  for (const char* layer : {"L1", "L2", "L3"})
    for (const std::string& line : gated_block(layer)) lines.push_back(line);
  lines.insert(lines.end(), rest.begin(), rest.end());
  return lines;
}

TEST(Layers, OfTheSourceNetworkAreGatedConvolutionsAndTwoDenseLayers) {
  EXPECT_EQ(trained("glu_cnn"),
            with_gated_blocks({"linear dense.weight", "bias dense.bias", "leaky_relu slope 0",
                               "dropout 0.2", "linear output.weight", "bias output.bias"}));
}

TEST(Layers, OfTheTargetNetworkHaveARecurrenceBetween) {
  EXPECT_EQ(trained("glu_crnn"),
            with_gated_blocks({"reshape", "gru gru.input_weight", "frame_mean of 24 to 24, 0 to 0",
                               "linear dense.weight", "bias dense.bias", "leaky_relu slope 0",
                               "dropout 0.2", "linear output.weight", "bias output.bias"}));
}

// Schlueter 2016: batch norms as in Lasagne, leaky rectifiers, dropout before dense layers.
std::string lasagne_norm(const std::string& layer) {
  return "batch_norm_training " + layer +
         ".norm.gamma epsilon 0.0001 keeps 0.9 of the inverse deviation slope 0.01";
}

TEST(Layers, OfTheSecondPapersNetworkAreItsOwn) {
  EXPECT_EQ(trained("spectrogram_cnn"), (Lines{"conv2d conv1.conv.weight valid",
                                               lasagne_norm("conv1"),
                                               "conv2d conv2.conv.weight valid",
                                               lasagne_norm("conv2"),
                                               "max_pool 3x3 every 3x3",
                                               "conv2d conv3.conv.weight valid",
                                               lasagne_norm("conv3"),
                                               "conv2d conv4.conv.weight valid",
                                               lasagne_norm("conv4"),
                                               "conv2d conv5.conv.weight valid",
                                               lasagne_norm("conv5"),
                                               "max_pool 1x4 every 1x4",
                                               "dropout 0.5",
                                               "linear dense1.dense.weight",
                                               lasagne_norm("dense1"),
                                               "dropout 0.5",
                                               "linear dense2.dense.weight",
                                               lasagne_norm("dense2"),
                                               "dropout 0.5",
                                               "linear output.weight",
                                               "bias output.bias"}));
}

TEST(Layers, OfTheBaselineHaveBiasesAndLeakyRectifiers) {
  const std::string leaky = "leaky_relu slope 0.01";
  EXPECT_EQ(trained("mel_cnn"), (Lines{"conv2d conv1.conv.weight valid",
                                       "bias conv1.conv.bias",
                                       leaky,
                                       "conv2d conv2.conv.weight valid",
                                       "bias conv2.conv.bias",
                                       leaky,
                                       "max_pool 3x3 every 3x3",
                                       "conv2d conv3.conv.weight valid",
                                       "bias conv3.conv.bias",
                                       leaky,
                                       "conv2d conv4.conv.weight valid",
                                       "bias conv4.conv.bias",
                                       leaky,
                                       "max_pool 3x3 every 3x3",
                                       "dropout 0.2",
                                       "linear dense1.dense.weight",
                                       "bias dense1.dense.bias",
                                       leaky,
                                       "dropout 0.2",
                                       "linear dense2.dense.weight",
                                       "bias dense2.dense.bias",
                                       leaky,
                                       "dropout 0.2",
                                       "linear output.weight",
                                       "bias output.bias"}));
}

TEST(Layers, OfDetectionAreThoseOfTrainingWithoutDropout) {
  for (const std::string& name : network_names()) {
    Lines expected;
    for (std::string line : trained(name)) {
      if (line.rfind("dropout", 0) == 0) continue;
      const auto mode = line.find("_training");
      if (mode != std::string::npos) line.replace(mode, 9, "_inference");
      expected.push_back(line);
    }
    EXPECT_EQ(lines_of(make_network(name), Mode::kInference), expected) << name;
  }
}

// Keras of 2019 applies the reset gate before the recurrent product, cuDNN after it.
TEST(Layers, OfTheTargetNetworkResetTheirStateBeforeTheProduct) {
  Queue queue({}, 1);
  const auto probability = [&](const NetworkOptions& options) {
    const Network network = make_network("glu_crnn", options);
    Parameters parameters(queue, parameter_specs(network));
    parameters.initialize(1);
    Inference inference(queue, network, parameters, 1);
    testing::fill_with_noise(inference.features(), 2);
    inference.run();
    return inference.probabilities()[1];
  };
  EXPECT_EQ(probability({}), probability({.reset = ResetGate::kBefore}));
  EXPECT_NE(probability({}), probability({.reset = ResetGate::kAfter}));
}

// Hou 2020 states no rate: Adam's default. Schlueter 2016: 0.01, 0.95, and 0.85 per epoch.
TEST(Layers, AreTrainedAsTheirPapersSay) {
  const OptimizerSettings second = make_network("spectrogram_cnn").optimizer;
  EXPECT_EQ(second.kind, OptimizerSettings::Kind::kNesterov);
  EXPECT_FLOAT_EQ(second.learning_rate, 0.01f);
  EXPECT_FLOAT_EQ(second.momentum, 0.95f);
  EXPECT_FLOAT_EQ(second.decay, 0.85f);
  for (const char* name : {"glu_cnn", "glu_crnn", "mel_cnn"}) {
    const OptimizerSettings first = make_network(name).optimizer;
    EXPECT_EQ(first.kind, OptimizerSettings::Kind::kAdam) << name;
    EXPECT_FLOAT_EQ(first.learning_rate, 1e-3f) << name;
    EXPECT_EQ(first.decay, 1) << name;
  }
}

TEST(Layers, LookAtExcerptsOfTheirPapersSize) {
  const auto sizes = [](const std::string& name) {
    const Network network = make_network(name);
    return std::vector<std::int64_t>{network.num_frames, network.num_bands, network.num_outputs()};
  };
  EXPECT_EQ(sizes("glu_cnn"), (std::vector<std::int64_t>{25, 64, 2}));
  EXPECT_EQ(sizes("glu_crnn"), (std::vector<std::int64_t>{25, 64, 2}));
  EXPECT_EQ(sizes("mel_cnn"), (std::vector<std::int64_t>{115, 80, 1}));
  EXPECT_EQ(sizes("spectrogram_cnn"), (std::vector<std::int64_t>{115, 372, 1}));
  // Schlueter's programs pad a song with zeros at both ends.
  EXPECT_EQ(make_network("spectrogram_cnn").ends, SongEnds::kSilent);
  EXPECT_EQ(make_network("glu_crnn").ends, SongEnds::kRepeated);
}

}  // namespace
}  // namespace cantus
