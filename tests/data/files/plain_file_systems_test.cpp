// File systems that report that they cannot reserve bytes or flush folders can still hold files.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>

#include "data/files/atomic_file.h"
#include "data/files/input_file.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

bool is_folder(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
}

// Writes a file while every call of this kind fails; flushes fail for folders or for files only.
void write_failing(const Scratch& scratch, SystemCall call, int failure, bool of_folders = false) {
  int num_failed = 0;
  {
    const WatchSystemCalls watch([&](const CallEvent& event) {
      if (event.call == SystemCall::kFsync && is_folder(event.fd) != of_folders) return kSkip;
      if (event.call != call) return kGoOn;
      ++num_failed;
      return failure;
    });
    write_file(scratch / "a", "whole");
  }
  EXPECT_GT(num_failed, 0);
}

TEST(PlainFileSystems, NeedNotReserveBytes) {
  for (const int failure : {EOPNOTSUPP, EINVAL}) {
    const Scratch scratch;
    EXPECT_NO_THROW(write_failing(scratch, SystemCall::kReserve, failure)) << failure;
    EXPECT_EQ(content_of(scratch / "a"), "whole");
  }
}

TEST(PlainFileSystems, NeedNotFlushFolders) {
  const Scratch scratch;
  EXPECT_NO_THROW(write_failing(scratch, SystemCall::kFsync, EINVAL, true));
  EXPECT_EQ(content_of(scratch / "a"), "whole");
}

// Writes a new file where renameat2 and, with `without_links`, link do not exist.
bool write_new(const Scratch& scratch, const std::string& name, int failure, bool without_links) {
  const WatchSystemCalls watch([&](const CallEvent& event) {
    if (event.call == SystemCall::kFsync) return kSkip;
    if (event.call == SystemCall::kRenameNew) return failure;
    return event.call == SystemCall::kLink && without_links ? failure : kGoOn;
  });
  return write_new_file(scratch / name, "whole");
}

TEST(PlainFileSystems, NeedNotKnowHowToTakeANewName) {
  for (const int failure : {EINVAL, ENOSYS, EPERM}) {
    for (const bool without_links : {false, true}) {
      const Scratch scratch;
      scratch.file("taken", "theirs");
      EXPECT_TRUE(write_new(scratch, "a", failure, without_links)) << failure;
      EXPECT_EQ(content_of(scratch / "a"), "whole");
      EXPECT_FALSE(write_new(scratch, "taken", failure, without_links)) << failure;
      EXPECT_EQ(content_of(scratch / "taken"), "theirs");
      const auto files = std::filesystem::directory_iterator(scratch.folder());
      EXPECT_EQ(std::distance(begin(files), end(files)), 2);
    }
  }
  const Scratch scratch;
  expect_error(Exit::kIoError, "cannot be renamed into place",
               [&] { write_new(scratch, "a", EIO, false); });
}

// Errors that mean a broken disk still count, and so does a file that cannot be flushed.
TEST(PlainFileSystems, AreNotBrokenOnes) {
  const Scratch scratch;
  expect_error(Exit::kIoError, "flush of its folder failed",
               [&] { write_failing(scratch, SystemCall::kFsync, EIO, true); });
  expect_error(Exit::kIoError, "flush failed",
               [&] { write_failing(scratch, SystemCall::kFsync, EINVAL); });
  expect_error(Exit::kIoError, "cannot be reserved",
               [&] { write_failing(scratch, SystemCall::kReserve, EIO); });
}

TEST(PlainFileSystems, MayInterruptAReservationAndAWrite) {
  for (const SystemCall call : {SystemCall::kReserve, SystemCall::kWrite}) {
    const Scratch scratch;
    int num_seen = 0;
    {
      const WatchSystemCalls watch([&](const CallEvent& event) {
        if (event.call == SystemCall::kFsync) return kSkip;
        return event.call == call && num_seen++ < 2 ? EINTR : kGoOn;
      });
      EXPECT_NO_THROW(write_file(scratch / "a", "whole"));
    }
    EXPECT_EQ(num_seen, 3) << name_of(call);
    EXPECT_EQ(content_of(scratch / "a"), "whole");
  }
}

TEST(PlainFileSystems, MayInterruptARead) {
  const Scratch scratch;
  const InputFile file(scratch.file("a", "whole"));
  const Fault fault(SystemCall::kRead, 0, EINTR, /*is_sticky=*/false);
  EXPECT_EQ(file.read_all(), "whole");
  EXPECT_TRUE(fault.was_reached());
}

}  // namespace
}  // namespace cantus
