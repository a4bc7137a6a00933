#include "data/files/atomic_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <string>

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

std::size_t num_entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// Runs `body` in a child process, which may change its limits and user; true if nothing failed.
bool passes_in_child(const std::function<void()>& body) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    body();
    ::_exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(AtomicFile, WritesAndReplaces) {
  const Scratch scratch;
  write_file(scratch / "a", "first");
  write_file(scratch / "a", "second, and longer");
  EXPECT_EQ(content_of(scratch / "a"), "second, and longer");
  write_file(scratch / "a", "");
  EXPECT_EQ(content_of(scratch / "a"), "");
  EXPECT_EQ(num_entries(scratch.folder()), 1u);
}

TEST(AtomicFile, ShowsNothingBeforeTheCommit) {
  const Scratch scratch;
  write_file(scratch / "a", "old");
  {
    AtomicFile file(scratch / "a");
    file.write("new");
    EXPECT_EQ(content_of(scratch / "a"), "old");
  }
  EXPECT_EQ(content_of(scratch / "a"), "old");
  EXPECT_EQ(num_entries(scratch.folder()), 1u);
}

TEST(AtomicFile, KeepsTheOldFileWhenVerifyingFails) {
  const Scratch scratch;
  write_file(scratch / "a", "old");
  EXPECT_THROW(write_file(scratch / "a", "new",
                          [](const fs::path& temporary) {
                            EXPECT_EQ(content_of(temporary), "new");
                            throw Error(Exit::kIoError, "a", "reads back differently");
                          }),
               Error);
  EXPECT_EQ(content_of(scratch / "a"), "old");
  EXPECT_EQ(num_entries(scratch.folder()), 1u);
}

// Another process may have created the file meanwhile.
TEST(AtomicFile, TakesANameOnlyWhereNobodyHasItIfAskedTo) {
  const Scratch scratch;
  EXPECT_TRUE(write_new_file(scratch / "a", "first"));
  EXPECT_FALSE(write_new_file(scratch / "a", "second"));
  EXPECT_EQ(content_of(scratch / "a"), "first");
  fs::create_symlink(scratch / "a", scratch / "link");
  EXPECT_FALSE(write_new_file(scratch / "link", "third"));
  fs::remove(scratch / "link");
  fs::create_symlink(scratch / "nothing", scratch / "link");
  EXPECT_TRUE(write_new_file(scratch / "link", "third"));
  EXPECT_EQ(content_of(scratch / "link"), "third");
  EXPECT_FALSE(fs::is_symlink(scratch / "link"));
  EXPECT_EQ(num_entries(scratch.folder()), 2u);
}

TEST(AtomicFile, ReservedButUnusedBytesAreGivenBack) {
  const Scratch scratch;
  AtomicFile file(scratch / "a", 100000);
  file.write("short");
  file.commit();
  EXPECT_EQ(content_of(scratch / "a"), "short");
}

TEST(AtomicFile, FollowsTheUmask) {
  const Scratch scratch;
  const mode_t old = ::umask(027);
  write_file(scratch / "a", "x");
  ::umask(old);
  EXPECT_EQ(static_cast<int>(fs::status(scratch / "a").permissions()), 0640);
}

TEST(AtomicFile, ReplacesALinkAndLeavesItsTarget) {
  const Scratch scratch;
  scratch.file("target", "precious");
  fs::create_symlink(scratch / "target", scratch / "link");
  write_file(scratch / "link", "new");
  EXPECT_EQ(content_of(scratch / "target"), "precious");
  EXPECT_EQ(content_of(scratch / "link"), "new");
}

// The temporary name is longer than the file's; 85 of these characters are 255 bytes.
TEST(AtomicFile, TakesAnyNameThatAFileMayHave) {
  const Scratch scratch;
  std::string name;
  for (int i = 0; i < 85; ++i) name += "\xe6\xad\x8c";
  AtomicFile file(scratch / name);
  file.write("sung");
  const auto aside = *std::filesystem::directory_iterator(scratch.folder());
  const std::string temporary = aside.path().filename().string();
  EXPECT_LE(temporary.size(), 255u);
  EXPECT_EQ(temporary.rfind(".\xe6\xad\x8c", 0), 0u);
  EXPECT_TRUE(holds(temporary, "\x8c.")) << "cut between characters";
  file.commit();
  EXPECT_EQ(content_of(scratch / name), "sung");
  expect_error(Exit::kCannotCreate, "its name is too long",
               [&] { AtomicFile longer(scratch / (name + "x")); });
}

TEST(AtomicFile, RefusesAMissingFolder) {
  const Scratch scratch;
  expect_error(Exit::kCannotCreate, "no/a.lab: cannot be created, there is no such folder",
               [&] { write_file(scratch / "no/a.lab", "x"); });
  scratch.file("plain", "x");
  expect_error(Exit::kCannotCreate, "there is no such folder",
               [&] { write_file(scratch / "plain/a.lab", "x"); });
}

TEST(AtomicFile, RefusesADirectoryADeviceAndAFifo) {
  const Scratch scratch;
  expect_error(Exit::kCannotCreate, "is a directory", [&] { write_file(scratch.folder(), "x"); });
  // The test makes its own device: a bug would let root replace the machine's by a file.
  if (::mknod((scratch / "full").c_str(), S_IFCHR | 0600, makedev(1, 7)) == 0)
    expect_error(Exit::kCannotCreate, "full: is not a regular file",
                 [&] { write_file(scratch / "full", "x"); });
  ASSERT_EQ(::mkfifo((scratch / "fifo").c_str(), 0600), 0);
  expect_error(Exit::kCannotCreate, "is not a regular file",
               [&] { write_file(scratch / "fifo", "x"); });
}

TEST(AtomicFile, RefusesAReadOnlyFolder) {
  const Scratch scratch;
  fs::create_directory(scratch / "ro");
  fs::permissions(scratch / "ro", fs::perms(0555));
  fs::permissions(scratch.folder(), fs::perms(0755));
  const fs::path out = scratch / "ro/a.lab";
  EXPECT_TRUE(passes_in_child([&] {
    if (::geteuid() == 0) {
      ASSERT_EQ(::seteuid(65534), 0);
    }
    expect_error(Exit::kNoPermission, "a.lab: cannot be created, permission denied",
                 [&] { write_file(out, "x"); });
    expect_error(Exit::kNoPermission, "b: cannot be created, permission denied",
                 [&] { write_file(scratch / "ro/b", "x"); });
  }));
  EXPECT_EQ(num_entries(scratch / "ro"), 0u);
}

TEST(AtomicFile, RefusesAReadOnlyFileSystem) {
  expect_error(Exit::kCannotCreate, "/proc/a.lab: cannot be created",
               [] { write_file("/proc/a.lab", "x"); });
}

TEST(AtomicFile, SaysTheSizeWhenOverTheFileSizeLimit) {
  const Scratch scratch;
  write_file(scratch / "a", "old");
  EXPECT_TRUE(passes_in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    expect_error(Exit::kIoError, "a: larger than the file-size limit, 100000 bytes needed",
                 [&] { write_file(scratch / "a", std::string(100000, 'x')); });
    expect_error(Exit::kIoError, "a: larger than the file-size limit", [&] {
      AtomicFile file(scratch / "a");
      file.write(std::string(100000, 'x'));
    });
  }));
  EXPECT_EQ(content_of(scratch / "a"), "old");
  EXPECT_EQ(num_entries(scratch.folder()), 1u);
}

// A file system of one mebibyte, where the kernel permits mounting one.
class FullDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(folder_);
    is_mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m") == 0;
    if (!is_mounted_) GTEST_SKIP() << "mounting a small tmpfs needs root";
  }
  void TearDown() override {
    if (is_mounted_) ::umount(folder_.c_str());
  }
  Scratch scratch_;
  fs::path folder_ = scratch_ / "disk";
  bool is_mounted_ = false;
};

TEST_F(FullDisk, SaysBytesNeededAndFreeBeforeWriting) {
  write_file(folder_ / "a", "old");
  expect_error(Exit::kIoError, "a: disk is full, 2000000 bytes needed, ",
               [&] { write_file(folder_ / "a", std::string(2000000, 'x')); });
  EXPECT_EQ(content_of(folder_ / "a"), "old");
  EXPECT_EQ(num_entries(folder_), 1u);
}

TEST_F(FullDisk, KeepsTheOldFileWhenItFillsUpMidway) {
  write_file(folder_ / "a", "old");
  expect_error(Exit::kIoError, "bytes free; free some space", [&] {
    AtomicFile file(folder_ / "a");
    for (int i = 0; i < 100; ++i) file.write(std::string(65536, 'x'));
    file.commit();
  });
  EXPECT_EQ(content_of(folder_ / "a"), "old");
  EXPECT_EQ(num_entries(folder_), 1u);
  EXPECT_NO_THROW(write_file(folder_ / "a", std::string(500000, 'x')));
}

}  // namespace
}  // namespace cantus
