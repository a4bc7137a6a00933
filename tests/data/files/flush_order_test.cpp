// A power cut between two calls must leave the file old or new: its bytes are on the disk before it
// takes its name, and the name is on the disk before the writer reports success.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "data/files/atomic_file.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"

namespace cantus {
namespace {

bool is_folder(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
}

TEST(FlushOrder, BytesThenNameThenFolder) {
  const Scratch scratch;
  std::vector<std::string> seen;
  {
    const WatchSystemCalls watch([&](const CallEvent& event) {
      if (event.call == SystemCall::kRename) seen.emplace_back("rename");
      if (event.call == SystemCall::kFsync)
        seen.emplace_back(is_folder(event.fd) ? "flush folder" : "flush file");
      return kGoOn;
    });
    write_file(scratch / "a.txt", "text", [&](const auto&) { seen.emplace_back("verify"); });
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"flush file", "verify", "rename", "flush folder"}));
}

}  // namespace
}  // namespace cantus
