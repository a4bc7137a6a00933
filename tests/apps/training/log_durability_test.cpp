#include <sys/stat.h>

#include "apps/training/train_network.h"
#include "tests/apps/support/training_runs.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

class LogDurability : public TinyTraining {
 protected:
  bool is_log(int fd) const {
    struct stat a {
    }, b{};
    return ::fstat(fd, &a) == 0 && ::stat(log_.c_str(), &b) == 0 && a.st_ino == b.st_ino;
  }

  std::filesystem::path log_ = scratch_ / "run/log.jsonl";
};

// A run resumes after its last checkpoint: the log up to there must survive a power cut.
TEST_F(LogDurability, LinesAreOnTheDiskBeforeTheCheckpointBehindThemIs) {
  const Experiment experiment = read_experiment(corpus_.experiment(), {}, std::nullopt);
  CommonOptions common;
  common.num_threads = 1;
  int num_checkpoints = 0;
  bool is_flushed = true;
  {
    const WatchSystemCalls watch([&](const CallEvent& event) {
      const auto call = event.call;
      if (call == SystemCall::kWrite && is_log(event.fd)) is_flushed = false;
      if (call == SystemCall::kFsync && is_log(event.fd)) is_flushed = true;
      if (call == SystemCall::kRename && std::string(event.to).ends_with(".ckpt")) {
        EXPECT_TRUE(is_flushed) << event.to;
        ++num_checkpoints;
      }
      return call == SystemCall::kFsync ? kSkip : kGoOn;
    });
    train_network(experiment, {.output = scratch_ / "run", .max_steps = 9}, common);
  }
  EXPECT_EQ(num_checkpoints, 4);  // of steps 4, 6 (an epoch's end), 8 and 9
  EXPECT_EQ(num_lines(log_), 9 + 1);
}

TEST_F(LogDurability, LinesThatAreGoneAreMissed) {
  const auto run = scratch_ / "run";
  ASSERT_EQ(train(run, {"--max-steps", "8"}).exit_code, 0);
  const auto whole = train(run, {"--max-steps", "10"});
  EXPECT_FALSE(holds(whole.errors, "are missing"));
  const std::string text = content_of(log_);
  std::ofstream(log_) << text.substr(0, text.find("{\"step\":10"));
  const auto torn = train(run, {"--max-steps", "12"});
  EXPECT_TRUE(ended(torn, 0, "log.jsonl: lines before step 10 are missing, and stay so"));
}

}  // namespace
}  // namespace cantus
