#include <gtest/gtest.h>

#include <cmath>

#include "models/detection/inference.h"
#include "models/training/training_step.h"
#include "tests/models/training/small_training.h"
#include "tests/support/noise.h"

// The ways in which glu_crnn turns a recurrence's states into one decision.
namespace cantus {
namespace {

using testing::noise;

class EveryHead : public ::testing::TestWithParam<std::string> {
 protected:
  Network network(std::int64_t num_frames = 0) const {
    return make_network(
        "glu_crnn", {.num_frames = num_frames, .dropout = 0, .head = *named<TimeHead>(GetParam())});
  }
};

INSTANTIATE_TEST_SUITE_P(All, EveryHead, ::testing::ValuesIn(names_of<TimeHead>()),
                         [](const auto& info) { return info.param; });

TEST_P(EveryHead, HasNoParametersOfItsOwn) {
  EXPECT_EQ(count_parameters(record_training(network(), 1, {}).graph.parameters()).weights, 207298);
  EXPECT_EQ(count_parameters(parameter_specs(network())).weights, 207298);
}

// A training step's loss as a function of the weights.
class StepGraph {
 public:
  StepGraph(Queue& queue, const Network& network) : network_(network) {
    TrainingGraph recorded = record_training(network, kBatch, {});
    graph_ = std::move(recorded.graph);
    parameters_ = std::make_unique<Parameters>(queue, graph_.parameters());
    parameters_->initialize(3);
    gradients_.resize(parameters_->num_trainable());
    replay_ = std::make_unique<Replay>(queue, Plan(graph_, {.gradients = recorded.gradients}),
                                       *parameters_, gradients_.data());
  }

  // Targets differ from frame to frame, so that a frame's position matters.
  double loss() {
    const auto features = noise(kBatch * network_.num_frames * network_.num_bands, 7);
    std::copy(features.begin(), features.end(), replay_->input("features").begin());
    const auto targets = replay_->input("targets");
    for (std::size_t row = 0; row < targets.size() / 2; ++row) {
      targets[2 * row + 1] = row % 3 == 0 ? 1.0f : 0.0f;
      targets[2 * row] = 1 - targets[2 * row + 1];
    }
    replay_->run();
    return replay_->output("loss")[0];
  }
  const std::vector<float>& gradients() const { return gradients_; }
  float* weights() { return parameters_->flat(); }

 private:
  static constexpr std::int64_t kBatch = 4;
  Network network_;
  Graph graph_;
  std::unique_ptr<Parameters> parameters_;
  std::unique_ptr<Replay> replay_;
  std::vector<float> gradients_;
};

// Along the gradient with respect to a random half of the weights: a float loss is too coarse for
// single weights, and along a random direction it curves more than it falls.
TEST_P(EveryHead, HasTheGradientOfItsLoss) {
  Queue queue({}, 1);
  StepGraph step(queue, network(5));
  step.loss();
  const std::vector<float> d = step.gradients();
  for (std::uint32_t trial = 0; trial < 4; ++trial) {
    auto direction = noise(d.size(), 100 + trial);
    double squares = 0;
    for (std::size_t i = 0; i < d.size(); ++i) {
      direction[i] = direction[i] > 0 ? d[i] : 0;
      squares += static_cast<double>(direction[i]) * direction[i];
    }
    const double expected = std::sqrt(squares);
    ASSERT_GT(expected, 0.01);
    for (float& x : direction) x /= static_cast<float>(expected);
    const float h = 2e-3f;
    const auto move = [&](float by) {
      for (std::size_t i = 0; i < d.size(); ++i) step.weights()[i] += by * direction[i];
    };
    move(h);
    const double above = step.loss();
    move(-2 * h);
    const double below = step.loss();
    move(h);
    EXPECT_NEAR((above - below) / (2.0 * h), expected, 0.02 * expected) << trial;
  }
}

// Excerpts that share columns, compared with every excerpt by itself.
TEST_P(EveryHead, DetectsInSharedColumnsWhatItDoesExcerptByExcerpt) {
  const Network network = this->network(9);
  Queue queue({}, 1);
  Parameters parameters(queue, parameter_specs(network));
  parameters.initialize(5);
  const std::int64_t n = 20;
  const auto song = noise((n + network.num_frames - 1) * network.num_bands, 3);
  Inference slow(queue, network, parameters, n);
  for (std::int64_t e = 0; e < n; ++e) {
    std::copy_n(song.begin() + e * network.num_bands, network.num_frames * network.num_bands,
                slow.features().begin() + e * network.num_frames * network.num_bands);
  }
  slow.run();
  Inference fast(queue, record_stretch(network, n), parameters);
  std::copy(song.begin(), song.end(), fast.features().begin());
  fast.run();
  float lowest = 1, highest = 0;
  for (std::int64_t i = 0; i < 2 * n; ++i) {
    ASSERT_NEAR(fast.probabilities()[i], slow.probabilities()[i], 1e-5) << i;
    lowest = std::min(lowest, slow.probabilities()[i]);
    highest = std::max(highest, slow.probabilities()[i]);
  }
  EXPECT_GT(highest - lowest, 0.005);
}

std::vector<float> logits(Queue& queue, const Network& network, Mode mode) {
  constexpr std::int64_t kBatch = 3;
  Graph graph;
  // Layers are frozen, so that training normalizes by the running statistics as inference does.
  Builder builder(graph, mode, {{"L1", "L2", "L3"}});
  const Value x = graph.input("features", network.input_shape(kBatch));
  graph.mark_output("logits", network.build(builder, x));
  Parameters parameters(queue, graph.parameters());
  std::uint32_t seed = 50;  // in the order of the parameters, which freezing does not change
  for (std::size_t p = 0; p < parameters.specs().size(); ++p) {
    auto values = noise(parameters.values(p).size(), seed++);
    const bool is_spread = parameters.specs()[p].name.ends_with("running_spread");
    for (float& value : values) value = is_spread ? 0.6f + 0.3f * value : 0.3f * value;
    parameters.set_values(p, values);
  }
  Replay replay(queue, Plan(graph), parameters);
  testing::fill_with_noise(replay.input("features"), 9);
  replay.run();
  const auto found = replay.output("logits");
  return {found.begin(), found.end()};
}

// Detection gives for the centre what training was taught about that frame, one among others.
TEST(PerFrameHead, DetectsByTheDecisionOfTheCentre) {
  const NetworkOptions options{.num_frames = 7, .dropout = 0, .head = TimeHead::kPerFrame};
  const Network network = make_network("glu_crnn", options);
  Queue queue({}, 1);
  const auto of_frames = logits(queue, network, Mode::kTraining);
  const auto of_centres = logits(queue, network, Mode::kInference);
  ASSERT_EQ(of_frames.size(), 3u * 7 * 2);
  ASSERT_EQ(of_centres.size(), 3u * 2);
  for (std::size_t n = 0; n < 3; ++n) {
    for (std::size_t output = 0; output < 2; ++output)
      EXPECT_NEAR(of_centres[2 * n + output], of_frames[(n * 7 + 3) * 2 + output], 1e-5);
    EXPECT_GT(std::fabs(of_frames[n * 14 + 6] - of_frames[n * 14]), 1e-4) << "frames are alike";
  }
}

}  // namespace
}  // namespace cantus
