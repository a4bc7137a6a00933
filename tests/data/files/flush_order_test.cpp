#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "data/files/atomic_file.h"
#include "tests/data/support/scratch.h"

// Stand in for the C library's calls in this program and note their order. A power cut between two of
// them must find the file old or new: its bytes are on the disk before it takes its name, and the name
// is on the disk before the writer hears that all is well.
namespace {

std::vector<std::string>* calls = nullptr;

void note(const std::string& call) {
  if (calls != nullptr) calls->push_back(call);
}

bool is_folder(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

extern "C" int fsync(int fd) {
  note(is_folder(fd) ? "flush folder" : "flush file");
  return static_cast<int>(::syscall(SYS_fsync, fd));
}

extern "C" int rename(const char* from, const char* to) noexcept {
  note("rename");
  return static_cast<int>(::syscall(SYS_rename, from, to));
}

namespace cantus {
namespace {

TEST(FlushOrder, BytesThenNameThenFolder) {
  const Scratch scratch;
  std::vector<std::string> seen;
  calls = &seen;
  write_file(scratch / "a.txt", "text", [](const auto&) { note("verify"); });
  calls = nullptr;
  EXPECT_EQ(seen, (std::vector<std::string>{"flush file", "verify", "rename", "flush folder"}));
}

}  // namespace
}  // namespace cantus
