#include "data/files/abandoned_files.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

TEST(AbandonedFiles, GoWhenTheirWriterIsGone) {
  const Scratch scratch;
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  char host[256] = "";
  ASSERT_EQ(::gethostname(host, sizeof host - 1), 0);
  const auto name = [&](const std::string& on, pid_t process) {
    return ".a.h5." + on + "." + std::to_string(process) + ".0.tmp";
  };
  const auto abandoned = scratch.file(name(host, child), "");
  const std::vector<std::filesystem::path> kept = {
      scratch.file(name(host, ::getpid()), ""), scratch.file(name("another-host", child), ""),
      scratch.file("a.h5." + std::string(host) + "." + std::to_string(child) + ".0.tmp", ""),
      scratch.file(".a.tmp", ""), scratch.file("a.h5", "")};
  remove_abandoned_files(scratch.folder());
  EXPECT_FALSE(std::filesystem::exists(abandoned));
  for (const auto& path : kept) EXPECT_TRUE(std::filesystem::exists(path)) << path;
  remove_abandoned_files(scratch / "absent");
}

}  // namespace
}  // namespace cantus
