#include "data/files/lock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(FileLock, RefusesASecondHolderAndNamesTheFirst) {
  const Scratch scratch;
  const FileLock first(scratch / "run.lock");
  expect_error(Exit::kTryAgain,
               "run.lock: is in use by process " + std::to_string(::getpid()) + " on ",
               [&] { FileLock(scratch / "run.lock"); });
}

TEST(FileLock, NamesNothingOfALongerNameBefore) {
  const Scratch scratch;
  scratch.file("run.lock", "process 12345678 on " + std::string(200, 'x'));
  const FileLock first(scratch / "run.lock");
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  EXPECT_EQ(content_of(scratch / "run.lock"),
            "process " + std::to_string(::getpid()) + " on " + host);
}

TEST(FileLock, IsFreeAgainAfterItsHolder) {
  const Scratch scratch;
  auto first = std::make_unique<FileLock>(scratch / "run.lock");
  first.reset();
  EXPECT_NO_THROW(FileLock(scratch / "run.lock"));
}

TEST(FileLock, IsFreeAgainWhenItsHolderIsKilled) {
  const Scratch scratch;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const FileLock lock(scratch / "run.lock");
    if (::write(ready[1], "x", 1) == 1) ::pause();
    ::_exit(1);
  }
  char byte;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_THROW(FileLock(scratch / "run.lock"), Error);
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  EXPECT_NO_THROW(FileLock(scratch / "run.lock"));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(FileLock, IsOneThoughItsHolderDeletesTheFile) {
  const Scratch scratch;
  const auto path = scratch / "run.lock";
  auto first = std::make_unique<FileLock>(path);
  const FileLock second(path, [&](const std::string&, double) {
    std::filesystem::remove(path);
    first.reset();
  });
  EXPECT_EQ(first, nullptr) << "it did not wait";
  EXPECT_TRUE(std::filesystem::exists(path));
  expect_error(Exit::kTryAgain, "is in use by", [&] { FileLock third(path); });
}

// The file is deleted between its opening and its locking.
TEST(FileLock, IsNotThatOfAFileWhichIsDeletedMeanwhile) {
  const Scratch scratch;
  const auto path = scratch / "run.lock";
  bool is_there = true;
  const WatchSystemCalls watch([&](const CallEvent& event) {
    if (event.call == SystemCall::kLock && is_there) is_there = !std::filesystem::remove(path);
    return kGoOn;
  });
  const FileLock lock(path);
  EXPECT_FALSE(is_there);
  EXPECT_TRUE(std::filesystem::exists(path));
  expect_error(Exit::kTryAgain, "is in use by", [&] { FileLock second(path); });
}

TEST(FileLock, IsWaitedForAsLongAsTheCallerLikes) {
  const Scratch scratch;
  const FileLock first(scratch / "run.lock");
  int num_asked = 0;
  double waited_s = 0;
  const auto while_busy = [&](const std::string& holder, double so_far_s) {
    EXPECT_EQ(holder.find("process " + std::to_string(::getpid()) + " on "), 0u) << holder;
    EXPECT_GE(so_far_s, waited_s);
    waited_s = so_far_s;
    if (++num_asked == 5) throw Error(Exit::kTryAgain, "", "enough");
  };
  expect_error(Exit::kTryAgain, "enough", [&] { FileLock(scratch / "run.lock", while_busy); });
  EXPECT_GT(waited_s, 0);
}

// Two users share a folder, and neither is root.
TEST(FileLock, OfAnotherUserNeedsOnlyBeRead) {
  const Scratch scratch;
  const auto path = scratch.file("run.lock", "process 1 on earth");
  ::chmod(path.c_str(), 0444);
  ::chmod(scratch.folder().c_str(), 0755);
  const uid_t me = ::geteuid();
  if (me == 0) {
    ASSERT_EQ(::seteuid(65534), 0);  // root may write all
  }
  EXPECT_NO_THROW({
    const FileLock lock(path);
    expect_error(Exit::kTryAgain, "is in use by process 1 on earth",
                 [&] { FileLock second(path); });
  });
  ASSERT_EQ(::seteuid(me), 0);
}

TEST(FileLock, NeedsItsFolder) {
  const Scratch scratch;
  expect_error(Exit::kCannotCreate, "run.lock: cannot be created",
               [&] { FileLock(scratch / "no/run.lock"); });
}

}  // namespace
}  // namespace cantus
