#include <gtest/gtest.h>

#include "models/detection/inference.h"
#include "models/training/training_step.h"
#include "tests/support/allocation_count.h"
#include "tests/support/excerpt_memory.h"

// A step allocates nothing after the first. oneDNN's execute() builds its argument table on the
// heap in every call, which no caller can prevent; those allocations are counted separately.
namespace cantus {
namespace {

class Allocation : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!testing::can_count_allocations()) GTEST_SKIP() << "the sanitizer owns the allocator";
  }
  // The real layers on an input that a test can afford.
  static Network network() {
    NetworkOptions options;
    if (GetParam() == "spectrogram_cnn") options = {.num_frames = 115, .num_bands = 40};
    return make_network(GetParam(), options);
  }
};

TEST_P(Allocation, ATrainingStepAllocatesNothingAfterTheFirst) {
  Queue queue({}, 2);
  TrainingStep step(queue, network(), {.batch_size = 4});
  for (float& x : step.features()) x = 0.5f;
  step.run(0);
  testing::start_counting_allocations();
  step.run(0);
  const auto count = testing::stop_counting_allocations();
  EXPECT_EQ(count.own, 0);
  RecordProperty("allocations_inside_libraries", static_cast<int>(count.libraries));
}

TEST_P(Allocation, AStepThatDrawsItsBatchAllocatesNothingAfterTheFirst) {
  Queue queue({}, 2);
  const Network small = network();
  const reference::Songs songs{{200, 130}, std::vector<float>(330, 1.0f)};
  const testing::ExcerptMemory memory(queue, songs, small.num_frames, false);
  const std::vector<float> frames(330 * small.num_bands, 0.5f);
  ResidentSet set{.num_bands = small.num_bands};
  set.host = set.device = {memory.set(), frames.data()};
  TrainingStep step(queue, small, {.batch_size = 4}, [&](Graph& graph, std::int64_t batch_size) {
    return excerpt_batch(graph, set, {small.num_outputs(), 0}, batch_size);
  });
  step.run(0);
  testing::start_counting_allocations();
  step.run(0);
  EXPECT_EQ(testing::stop_counting_allocations().own, 0);
}

TEST_P(Allocation, InferenceAllocatesNothingAfterTheFirstRun) {
  Queue queue({}, 2);
  Parameters parameters(queue, parameter_specs(network()));
  parameters.initialize(1);
  Inference inference(queue, network(), parameters, 4);
  inference.run();
  testing::start_counting_allocations();
  inference.run();
  EXPECT_EQ(testing::stop_counting_allocations().own, 0);
}

TEST_P(Allocation, AStretchAllocatesNothingAfterTheFirst) {
  Queue queue({}, 2);
  Parameters parameters(queue, parameter_specs(network()));
  parameters.initialize(1);
  Inference inference(queue, record_stretch(network(), 4), parameters);
  inference.run();
  testing::start_counting_allocations();
  inference.run();
  EXPECT_EQ(testing::stop_counting_allocations().own, 0);
}

TEST(AllocationCount, SeesAnAllocation) {
  if (!testing::can_count_allocations()) GTEST_SKIP() << "the sanitizer owns the allocator";
  testing::start_counting_allocations();
  auto* volatile p = new int(1);
  delete p;
  EXPECT_EQ(testing::stop_counting_allocations().own, 1);
}

INSTANTIATE_TEST_SUITE_P(Networks, Allocation,
                         ::testing::Values("glu_cnn", "glu_crnn", "mel_cnn", "spectrogram_cnn"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace cantus
