#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "data/excerpts/resident_excerpts.h"
#include "models/training/training_step.h"
#include "tests/data/excerpts/host_batch.h"
#include "tests/support/device_under_test.h"
#include "tests/support/farther.h"
#include "tests/support/noise.h"

// Training from a set that resides in the device's memory gives the same bits as training from
// batches that the host copies, on the CPU and on the device that $CANTUS_TEST_DEVICE names.
namespace cantus {
namespace {

constexpr std::int64_t kBatch = 6;
constexpr std::uint64_t kSeed = 3;

Network small(const std::string& name) {
  NetworkOptions options{.num_frames = 5};
  if (name == "spectrogram_cnn" || name == "mel_cnn") options = {.num_frames = 25, .num_bands = 34};
  return make_network(name, options);
}

FrameSet noise_songs(std::int64_t num_bands, StoredFloat type, std::int64_t num_frames = 30) {
  FrameSet frames(num_bands, type);
  for (std::uint32_t song = 0; song < 3; ++song) {
    FeatureMatrix features{num_frames + song, num_bands, {}};
    for (std::uint32_t i = 0; i < features.num_frames * num_bands; ++i)
      features.values.push_back(testing::noise_at(7, i, song));
    std::vector<float> labels;
    for (std::uint32_t k = 0; k < features.num_frames; ++k)
      labels.push_back((k / 4 + song) % 2 == 0 ? 1.0f : 0.0f);
    frames.add_song(features, labels);
  }
  return frames;
}

class ResidentStep : public ::testing::TestWithParam<std::string> {
 protected:
  ResidentStep() : network_(small(GetParam())), rule_{network_.num_outputs(), 0.02f} {}

  TrainingOptions options() const {
    return {.batch_size = kBatch, .seed = kSeed, .optimizer = network_.optimizer};
  }
  ExcerptOptions excerpt_options() const {
    return {.num_frames = network_.num_frames, .is_balanced = true};
  }
  std::vector<float> train_resident(Device device, const FrameSet& frames, int num_steps) const {
    Queue queue(device, 1);
    const Excerpts excerpts(frames, excerpt_options());
    const ResidentExcerpts resident(queue, excerpts);
    TrainingStep step(queue, network_, options(), [&](Graph& graph, std::int64_t batch_size) {
      return excerpt_batch(graph, resident.set(), rule_, batch_size);
    });
    for (int i = 0; i < num_steps; ++i) step.run(0);
    return step.parameters().values();
  }
  std::vector<float> train_given(Device device, const FrameSet& frames, int num_steps) const {
    Queue queue(device, 1);
    TrainingStep step(queue, network_, options());
    for (int i = 0; i < num_steps; ++i) {
      const HostBatch batch = host_batch(frames, excerpt_options(), rule_, kSeed, kBatch, i);
      queue.synchronize();
      std::copy(batch.features.begin(), batch.features.end(), step.features().begin());
      std::copy(batch.targets.begin(), batch.targets.end(), step.targets().begin());
      step.run(0);
    }
    return step.parameters().values();
  }

  Network network_;
  TargetRule rule_;
};

INSTANTIATE_TEST_SUITE_P(All, ResidentStep, ::testing::ValuesIn(network_names()),
                         [](const auto& info) { return info.param; });

TEST_P(ResidentStep, TrainsToTheBitsOfGivenBatches) {
  for (const StoredFloat type : {StoredFloat::kFloat32, StoredFloat::kFloat16}) {
    const FrameSet frames = noise_songs(network_.num_bands, type);
    EXPECT_EQ(train_resident({}, frames, 3), train_given({}, frames, 3));
  }
  if (network_.name != "glu_cnn") return;  // an emulator is slow
  const FrameSet frames = noise_songs(network_.num_bands, StoredFloat::kFloat16);
  const Device device = device_under_test();
  const int num_steps = 2;  // the second step replays the recording
  EXPECT_EQ(train_resident(device, frames, num_steps), train_given(device, frames, num_steps));
}

// Songs of spline coefficients whose excerpts are stretched, shifted and filtered when drawn.
class Augmented {
 public:
  Augmented(Device device, StoredFloat type)
      : frames_(noise_songs(kShape.num_source_bins, type, 60)),
        queue_(device, 1),
        excerpts_(frames_, {.num_frames = kShape.num_source_frames}),
        resident_(queue_, excerpts_, &standardization_) {}

  Queue& queue() { return queue_; }
  ExcerptBatch record(Graph& graph, std::int64_t batch_size) const {
    return warped_excerpt_batch(graph, resident_.set(), {1, 0.02f}, kSettings, kShape, batch_size);
  }
  // The features of one step's batch.
  std::vector<float> features(std::uint64_t step) {
    Graph graph;
    graph.mark_output("features", record(graph, kBatch).features);
    Parameters parameters(queue_, graph.parameters());
    Replay replay(queue_, Plan(graph), parameters);
    replay.run({.seed = kSeed, .step = step, .first_sample = step * kBatch});
    const auto features = replay.output("features");
    return {features.begin(), features.end()};
  }

 private:
  static constexpr WarpSettings kSettings{0.3f, 0.3f, 10};
  static constexpr WarpShape kShape{35, 47, 25, 34};
  FrameSet frames_;
  Queue queue_;
  Excerpts excerpts_;
  Standardization standardization_{std::vector<float>(34, 0.2f), std::vector<float>(34, 3.0f)};
  ResidentExcerpts resident_;
};

struct Trained {
  std::vector<float> losses, gradients, weights;
};

Trained train_augmented(Device device, int num_steps) {
  const Network network = small("spectrogram_cnn");
  Augmented augmented(device, StoredFloat::kFloat16);
  TrainingStep step(
      augmented.queue(), network,
      {.batch_size = kBatch, .seed = kSeed, .optimizer = network.optimizer},
      [&](Graph& graph, std::int64_t batch_size) { return augmented.record(graph, batch_size); });
  Trained trained;
  for (int i = 0; i < num_steps; ++i) {
    step.run(0);
    trained.losses.push_back(step.loss());
  }
  trained.gradients = step.gradients();
  trained.weights = step.parameters().values();
  return trained;
}

double largest_distance(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = testing::farther(largest, std::fabs(a[i] - b[i]));
  return largest;
}

TEST(AugmentedStep, DrawsTheCpusBatchAndAnotherInEveryStep) {
  for (const StoredFloat type : {StoredFloat::kFloat32, StoredFloat::kFloat16}) {
    Augmented here({}, type), there(device_under_test(), type);
    for (const std::uint64_t step : {0, 5}) {
      const auto expected = here.features(step);
      EXPECT_LT(largest_distance(there.features(step), expected), 2e-5);
      EXPECT_EQ(here.features(step), expected);
    }
    EXPECT_NE(here.features(0), here.features(5));
  }
}

TEST(AugmentedStep, EqualsTheCpus) {
  const Trained expected = train_augmented({}, 2);
  const Trained found = train_augmented(device_under_test(), 2);
  for (int i = 0; i < 2; ++i) EXPECT_NEAR(found.losses[i], expected.losses[i], 2e-4f) << i;
  const std::vector<float> nothing(expected.gradients.size(), 0.0f);
  EXPECT_LT(largest_distance(found.gradients, expected.gradients),
            1e-3 * largest_distance(expected.gradients, nothing));
  EXPECT_EQ(train_augmented({}, 2).weights, expected.weights);
}

}  // namespace
}  // namespace cantus
