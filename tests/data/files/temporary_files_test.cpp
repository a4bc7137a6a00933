#include "data/files/temporary_files.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/files/output_folder.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

TEST(AbandonedFiles, GoWhenTheirWriterIsGone) {
  const Scratch scratch;
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const std::string home = process_home();
  const std::string system = home.substr(0, home.rfind('.'));
  const std::string host = system.substr(0, system.rfind('.'));
  const auto name = [&](const std::string& on, pid_t process) {
    return ".a.h5." + on + "." + std::to_string(process) + ".0.tmp";
  };
  const auto abandoned = scratch.file(name(home, child), "");
  const std::vector<std::filesystem::path> kept = {
      scratch.file(name(home, ::getpid()), ""),
      scratch.file(name(home, 1), ""),  // belongs to another user, unless we are root
      scratch.file(name(home, child) + "~", ""),
      scratch.file(name("another-host" + home.substr(host.size()), child), ""),
      scratch.file(name(system + ".17", child), ""),  // another container's
      scratch.file(name(host + ".01234567" + home.substr(system.size()), child), ""),
      scratch.file("a.h5." + home + "." + std::to_string(child) + ".0.tmp", ""),
      scratch.file(".a.tmp", ""),
      scratch.file("a.h5", "")};
  remove_abandoned_files(scratch.folder());
  EXPECT_FALSE(std::filesystem::exists(abandoned));
  for (const auto& path : kept) EXPECT_TRUE(std::filesystem::exists(path)) << path;
  remove_abandoned_files(scratch / "absent");
  scratch.file(name(home, child), "");
  const OutputFolder folder(scratch.folder());
  EXPECT_FALSE(std::filesystem::exists(abandoned)) << "swept where work goes on";
  scratch.file(name(home, child), "");
  require_creatable(scratch / "a.wav");
  EXPECT_FALSE(std::filesystem::exists(abandoned)) << "and where a single file is written";
}

}  // namespace
}  // namespace cantus
