// The power fails after any call, and the disk keeps any part of what was not flushed: the state is
// old or new, and new once the writer has reported success.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "data/files/atomic_file.h"
#include "tests/data/support/committing_work.h"
#include "tests/data/support/disk_model.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

constexpr int kSurvivalsPerCall = 24;

struct Counts {
  int num_broken = 0;
  int num_new = 0;
  int num_lost = 0;  // old, though the work was reported done
};

template <typename Work>
Counts cut_after_every_call() {
  const Scratch scratch;
  const Work work(scratch.folder());
  work.prepare();
  DiskModel disk(scratch.folder());
  {
    const WatchSystemCalls watch([&](const CallEvent& event) { return disk.note(event); });
    work.run();
  }
  Counts counts;
  std::mt19937 random(11);
  for (std::size_t num_done = 0; num_done <= disk.num_calls(); ++num_done) {
    for (int survival = 0; survival < kSurvivalsPerCall; ++survival) {
      const Scratch after;
      disk.cut(num_done, random, after.folder());
      const Found found = look_at(Work(after.folder()));
      counts.num_broken += found == Found::kBroken;
      counts.num_new += found == Found::kNew;
      counts.num_lost += found == Found::kOld && num_done == disk.num_calls();
    }
  }
  return counts;
}

template <typename Work>
void expect_old_or_new() {
  const Counts counts = cut_after_every_call<Work>();
  EXPECT_EQ(counts.num_broken, 0);
  EXPECT_EQ(counts.num_lost, 0);
  EXPECT_GE(counts.num_new, kSurvivalsPerCall);
}

TEST(PowerCut, LeavesACheckpointOldOrNew) { expect_old_or_new<SavesACheckpoint>(); }

TEST(PowerCut, LeavesAFeatureStoreOldOrNew) { expect_old_or_new<StoresFeatures>(); }

// A table that names a file is removed before the file changes.
class ReplacesWhatATableNames {
 public:
  explicit ReplacesWhatATableNames(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void prepare() const {
    std::ofstream(folder_ / "table") << "sound 1";
    std::ofstream(folder_ / "sound") << "1";
  }
  void run() const {
    remove_file(folder_ / "table");
    write_file(folder_ / "sound", "2");
  }
  Found look() const {
    if (content_of(folder_ / "sound") == "1") return Found::kOld;
    return std::filesystem::exists(folder_ / "table") ? Found::kBroken : Found::kNew;
  }

 private:
  std::filesystem::path folder_;
};

TEST(PowerCut, LeavesNoTableOfWhatWasReplaced) { expect_old_or_new<ReplacesWhatATableNames>(); }

// A writer that flushes nothing.
class WritesCarelessly {
 public:
  explicit WritesCarelessly(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void prepare() const { std::ofstream(folder_ / "a") << std::string(2000, 'o'); }
  void run() const {
    const int fd = ::open((folder_ / "b").c_str(), O_WRONLY | O_CREAT, 0666);
    const std::string text(2000, 'n');
    EXPECT_EQ(::write(fd, text.data(), text.size()), 2000);
    ::close(fd);
    EXPECT_EQ(::rename((folder_ / "b").c_str(), (folder_ / "a").c_str()), 0);
  }
  Found look() const {
    const std::string text = content_of(folder_ / "a");
    if (text == std::string(2000, 'o')) return Found::kOld;
    return text == std::string(2000, 'n') ? Found::kNew : Found::kBroken;
  }

 private:
  std::filesystem::path folder_;
};

TEST(PowerCut, IsSeenWhereAWriterFlushesNothing) {
  const Counts counts = cut_after_every_call<WritesCarelessly>();
  EXPECT_GT(counts.num_broken, 0);
  EXPECT_GT(counts.num_lost, 0);
}

}  // namespace
}  // namespace cantus
