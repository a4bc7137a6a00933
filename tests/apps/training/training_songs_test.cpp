#include "apps/training/training_frames.h"

#include "tests/apps/support/training_runs.h"
#include "tests/data/support/system_calls.h"

namespace cantus {
namespace {

// Features may lie on a disk that many processes share.
TEST(TrainingSongs, AreReadOnce) {
  const Scratch scratch;
  const TinyCorpus corpus(scratch / "corpus");
  for (const Arguments& settings :
       {Arguments{}, Arguments{"data.dtype=float16"},
        Arguments{"data.front_end=schlueter2016", "augment.shift=0.3"}}) {
    const Experiment experiment = read_experiment(corpus.experiment(), settings, {});
    const auto folder = scratch / ("features" + std::to_string(settings.size()));
    const FeaturePlace place{folder, front_end_preset(experiment.front_end), experiment.dtype};
    const TrainingSongs songs = prepare_training_songs(experiment, place);
    Queue host({}, 1);
    std::size_t num_read = 0, num_stored = 0;
    {
      const WatchSystemCalls watch([&](const CallEvent& event) {
        if (event.call == SystemCall::kRead) num_read += event.count;
        return kGoOn;
      });
      EXPECT_EQ(load_frames(host, songs, experiment, place).train.num_songs(), 4);
    }
    const auto files = list_files(folder, {".h5"});
    ASSERT_EQ(files.size(), 6u);
    for (const auto& file : files) num_stored += std::filesystem::file_size(file);
    EXPECT_GT(num_read, num_stored / 2);
    EXPECT_LT(num_read, num_stored * 3 / 2);
  }
}

}  // namespace
}  // namespace cantus
