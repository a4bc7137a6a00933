#include <gtest/gtest.h>

#include <algorithm>

#include "data/batches/resident_excerpts.h"
#include "kernels/core/philox.h"
#include "models/training_step.h"
#include "tests/data/batches/host_batch.h"
#include "tests/support/device_under_test.h"

// Training from a set that stays in the device's memory, beside training from batches that the host
// copies: the same bits, on the CPU and on the device that $CANTUS_TEST_DEVICE names.
namespace cantus {
namespace {

constexpr std::int64_t kBatch = 6;
constexpr std::uint64_t kSeed = 3;

Network small(const std::string& name) {
  NetworkOptions options{.num_frames = 5};
  if (name == "spectrogram_cnn") options = {.num_frames = 25, .num_bands = 34};
  return make_network(name, options);
}

FrameSet noise_songs(std::int64_t num_bands, StoredFloat type) {
  FrameSet frames(num_bands, type);
  for (std::uint32_t song = 0; song < 3; ++song) {
    FeatureMatrix features{30 + song, num_bands, {}};
    for (std::uint32_t i = 0; i < features.num_frames * num_bands; ++i)
      features.values.push_back(2 * uniform_from(philox(7, i, song, 0, 0).word[0]) - 1);
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
  for (const StoredFloat type : {StoredFloat::f32, StoredFloat::f16}) {
    const FrameSet frames = noise_songs(network_.num_bands, type);
    EXPECT_EQ(train_resident({}, frames, 3), train_given({}, frames, 3));
  }
  if (network_.name != "glu_cnn") return;  // an emulator takes its time
  const FrameSet frames = noise_songs(network_.num_bands, StoredFloat::f16);
  const Device device = device_under_test();
  const int num_steps = 2;  // the second runs from the record
  EXPECT_EQ(train_resident(device, frames, num_steps), train_given(device, frames, num_steps));
}

}  // namespace
}  // namespace cantus
