#include "data/files/output_folder.h"

#include <cerrno>

#include "data/files/list_files.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

TEST(OutputFolder, IsThereAndWritableAndGoesAgainWhenNothingWasPutIntoIt) {
  const Scratch scratch;
  {
    const OutputFolder folder(scratch / "a/b/c/");
    EXPECT_TRUE(fs::is_directory(scratch / "a/b/c"));
    EXPECT_TRUE(list_files(scratch.folder()).empty());
  }
  EXPECT_FALSE(fs::exists(scratch / "a"));
}

TEST(OutputFolder, StaysWithWhatWasPutIntoItOrWasThereBefore) {
  const Scratch scratch;
  fs::create_directories(scratch / "there");
  {
    const OutputFolder folder(scratch / "there/new/deep");
    scratch.file("there/new/a", "x");
  }
  EXPECT_TRUE(fs::exists(scratch / "there/new/a"));
  EXPECT_FALSE(fs::exists(scratch / "there/new/deep"));
  fs::create_directories(scratch / "empty");
  { const OutputFolder folder(scratch / "empty"); }
  EXPECT_TRUE(fs::exists(scratch / "empty"));
}

TEST(OutputFolder, StaysWhereAnotherProcessWasFasterToMakeIt) {
  const Scratch scratch;
  {
    const WatchSystemCalls faster([](const CallEvent& event) {
      if (event.call == SystemCall::kMakeFolder) fs::create_directory(event.path);
      return kGoOn;
    });
    const OutputFolder folder(scratch / "a/b");
  }
  EXPECT_TRUE(fs::exists(scratch / "a/b"));
}

TEST(OutputFolder, GoesAgainWhenItCannotBeWrittenInto) {
  const Scratch scratch;
  expect_error(Exit::kNoPermission, "a/b: a file in it", [&] {
    const Fault fault(SystemCall::kOpen, 0, EACCES, true);
    OutputFolder{scratch / "a/b"};
  });
  EXPECT_FALSE(fs::exists(scratch / "a"));
}

TEST(OwnFolder, IsNewEmptyOrHoldsOneOfItsNames) {
  const Scratch scratch;
  const auto require = [&] { require_own_folder(scratch / "run", {"log", "model"}); };
  EXPECT_NO_THROW(require());
  fs::create_directories(scratch / "run/empty");
  scratch.file("run/.hidden", "x");
  scratch.file("run/slurm.log", "");
  EXPECT_NO_THROW(require());
  scratch.file("run/a.wav", "x");
  expect_error(Exit::kCannotCreate,
               "run: holds something else, such as a.wav (expected a folder that is new, empty or "
               "of the same work); choose another, or give --force to write into it",
               require);
  scratch.file("run/model", "x");
  EXPECT_NO_THROW(require());
}

TEST(OutputFolder, RefusesWhatCannotBeWrittenInto) {
  const Scratch scratch;
  const auto file = scratch.file("file", "x");
  expect_error(Exit::kCannotCreate, "the folder cannot be made", [&] { OutputFolder{file}; });
  expect_error(Exit::kCannotCreate, "the folder cannot be made",
               [&] { OutputFolder{file / "deep"}; });
  expect_error(Exit::kCannotCreate, "; name another", [&] { make_folder(file, "name another"); });
  // A folder of the kernel in which not even root can create files.
  EXPECT_THROW(OutputFolder{"/proc/cantus"}, Error);
  expect_error(Exit::kCannotCreate, "/proc/self: a file in it cannot be created",
               [&] { OutputFolder{"/proc/self"}; });
  expect_error(Exit::kCannotCreate, "no such folder",
               [&] { require_creatable(scratch / "nowhere/a.csv"); });
  require_creatable(scratch / "a.csv");
  EXPECT_FALSE(fs::exists(scratch / "a.csv"));
}

}  // namespace
}  // namespace cantus
