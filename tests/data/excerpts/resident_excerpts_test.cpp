#include "data/excerpts/resident_excerpts.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/replay.h"
#include "tests/data/excerpts/host_batch.h"
#include "tests/data/excerpts/three_songs.h"
#include "tests/support/device_under_test.h"

// Compares the batches that the graph draws with those of the host path, which copies each
// excerpt's frames.
namespace cantus {
namespace {

constexpr std::uint64_t kSeed = 4;

class Drawn {
 public:
  Drawn(const FrameSet& frames, const ExcerptOptions& options, const TargetRule& rule,
        std::int64_t batch_size, Device device = {})
      : queue_(device, 2),
        excerpts_(frames, options),
        resident_(queue_, excerpts_),
        batch_size_(batch_size) {
    const ExcerptBatch batch = excerpt_batch(graph_, resident_.set(), rule, batch_size);
    graph_.mark_output("features", batch.features);
    graph_.mark_output("targets", batch.targets);
    parameters_ = std::make_unique<Parameters>(queue_, graph_.parameters());
    replay_ = std::make_unique<Replay>(queue_, Plan(graph_), *parameters_);
  }

  void choose(const std::vector<std::int64_t>& excerpts) {
    excerpts_.choose(excerpts);
    resident_.follow(queue_, excerpts_);
  }

  HostBatch at(std::uint64_t step) {
    replay_->run({.seed = kSeed,
                  .step = step,
                  .first_sample = step * static_cast<std::uint64_t>(batch_size_)});
    const auto features = replay_->output("features");
    const auto targets = replay_->output("targets");
    return {{features.begin(), features.end()}, {targets.begin(), targets.end()}};
  }

 private:
  Queue queue_;
  Excerpts excerpts_;
  ResidentExcerpts resident_;
  std::int64_t batch_size_;
  Graph graph_;
  std::unique_ptr<Parameters> parameters_;
  std::unique_ptr<Replay> replay_;
};

TEST(ResidentExcerpts, GiveTheHostPathsBatchesBitForBit) {
  for (const StoredFloat type : {StoredFloat::kFloat32, StoredFloat::kFloat16})
    for (const bool is_balanced : {false, true})
      for (const TargetRule rule : {TargetRule{2, 0}, TargetRule{1, 0.02f}, TargetRule{2, 0.1f},
                                    TargetRule{2, 0.02f, true}, TargetRule{1, 0, true}})
        for (const Device device : {Device{}, device_under_test()}) {
          const FrameSet frames = three_songs(type);
          const ExcerptOptions options{.num_frames = 3, .is_balanced = is_balanced};
          Drawn drawn(frames, options, rule, 4, device);
          for (const std::uint64_t step : {0, 1, 2, 3, 40})
            EXPECT_EQ(drawn.at(step), host_batch(frames, options, rule, kSeed, 4, step))
                << to_string(device) << ", step " << step;
        }
}

TEST(ResidentExcerpts, AreDrawnOnceInEveryPass) {
  const FrameSet frames = three_songs();
  Drawn drawn(frames, {.num_frames = 3}, {}, 9);
  std::vector<std::set<float>> passes;
  for (const std::uint64_t pass : {0, 1, 2}) {
    const HostBatch batch = drawn.at(pass);
    std::set<float> first_values;
    for (int i = 0; i < 9; ++i) first_values.insert(batch.features[6 * i]);
    EXPECT_EQ(first_values.size(), 9u);
  }
  EXPECT_NE(drawn.at(0).features, drawn.at(1).features);
}

TEST(ResidentExcerpts, LeaveOutWhatIsNotLearnedFrom) {
  FrameSet frames(1, StoredFloat::kFloat32);
  frames.add_song({7, 1, {0, 1, 2, 3, 4, 5, 6}}, {{1, 1, -1, 1, -1, -1, 1}});
  frames.add_song({4, 1, {7, 8, 9, 10}}, {{0, 0, -1, 0}});
  for (const bool is_balanced : {false, true})
    for (const Device device : {Device{}, device_under_test()}) {
      const ExcerptOptions options{.num_frames = 3, .is_balanced = is_balanced};
      Drawn drawn(frames, options, {1, 0.02f}, 4, device);
      for (const std::uint64_t step : {0, 1, 2, 9}) {
        const HostBatch batch = drawn.at(step);
        EXPECT_EQ(batch, host_batch(frames, options, {1, 0.02f}, kSeed, 4, step));
        for (const float target : batch.targets) EXPECT_GE(target, 0.02f) << step;
      }
    }
}

// Four songs of five frames, every other one sung, and one too short; frame k of song s: 10 s + k.
FrameSet five_songs() {
  FrameSet frames(1, StoredFloat::kFloat32);
  for (const int song : {0, 1, 2, 3, 4}) {
    FeatureMatrix features{song == 2 ? 1 : 5, 1, {}};
    for (int k = 0; k < features.num_frames; ++k)
      features.values.push_back(static_cast<float>(10 * song + k));
    frames.add_song(features, std::vector<float>(features.values.size(), song % 3 == 0 ? 1.0f : 0));
  }
  return frames;
}

// The batch that a step of four draws from excerpts with these first frames, by the definition.
HostBatch batch_of(const FrameSet& frames, const std::vector<std::int64_t>& first_frames,
                   bool is_balanced, std::uint64_t step) {
  std::vector<reference::Excerpt> all;
  for (const std::int64_t first : first_frames)
    all.push_back({first, frames.labels()[static_cast<std::size_t>(first)]});
  HostBatch batch{std::vector<float>(8), {}};
  for (std::uint64_t i = 0; i < 4; ++i) {
    const auto excerpt = reference::drawn(all, is_balanced, kSeed, 4 * step + i);
    frames.copy_frames(excerpt.first_frame, 2, batch.features.data() + 2 * i);
    batch.targets.push_back(excerpt.label);
  }
  return batch;
}

// A song of five frames has four excerpts of two, numbered by their first frame in the song. At
// first the third of each song is chosen; choose() then replaces the choice.
TEST(ResidentExcerpts, OneASongAreThoseThatAreChosen) {
  const FrameSet frames = five_songs();
  for (const bool is_balanced : {false, true})
    for (const Device device : {Device{}, device_under_test()}) {
      Drawn drawn(frames, {.num_frames = 2, .is_balanced = is_balanced, .one_a_song = true}, {1, 0},
                  4, device);
      for (const std::uint64_t step : {0, 1, 5})
        EXPECT_EQ(drawn.at(step), batch_of(frames, {2, 7, 13, 18}, is_balanced, step))
            << to_string(device) << ", step " << step;
      drawn.choose({3, 4, 9, 14});
      for (const std::uint64_t step : {0, 1, 5})
        EXPECT_EQ(drawn.at(step), batch_of(frames, {3, 5, 12, 18}, is_balanced, step))
            << to_string(device) << ", step " << step;
    }
}

TEST(ResidentExcerpts, OfAStepDoNotDependOnTheStepsBefore) {
  const FrameSet frames = three_songs();
  Drawn first(frames, {.num_frames = 3}, {}, 4), second(frames, {.num_frames = 3}, {}, 4);
  for (std::uint64_t step = 0; step < 7; ++step) first.at(step);
  EXPECT_EQ(first.at(7), second.at(7));
}

TEST(ResidentExcerpts, OfABalancedBatchHaveVoiceEveryOtherTime) {
  const FrameSet frames = three_songs();
  Drawn drawn(frames, {.num_frames = 3, .is_balanced = true}, {1, 0}, 6);
  EXPECT_EQ(drawn.at(3).targets, (std::vector<float>{1, 0, 1, 0, 1, 0}));
}

TEST(ResidentExcerpts, HaveTargetsForEitherHead) {
  const FrameSet frames = three_songs();
  const ExcerptOptions options{.num_frames = 3, .is_balanced = true};
  EXPECT_EQ(Drawn(frames, options, {2, 0.02f}, 2).at(0).targets,
            (std::vector<float>{1 - (1 - 0.02f), 1 - 0.02f, 1 - 0.02f, 0.02f}));
  EXPECT_EQ(Drawn(frames, options, {1, 0.02f}, 2).at(0).targets,
            (std::vector<float>{0.98f, 0.02f}));
}

TEST(ResidentExcerpts, AreTheFrameSetsOwnMemoryOnTheCpu) {
  const FrameSet frames = three_songs();
  Queue queue({}, 1);
  const Excerpts excerpts(frames, {.num_frames = 3});
  const ResidentExcerpts resident(queue, excerpts);
  EXPECT_EQ(resident.set().on(queue).frames, frames.values());
}

}  // namespace
}  // namespace cantus
