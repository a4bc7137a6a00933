#include "apps/program/batch.h"

#include <atomic>
#include <cerrno>
#include <new>

#include <gtest/gtest.h>

#include "apps/program/report_error.h"
#include "data/files/write_failure.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

template <typename Run>
Exit code_of(const Run& run) {
  try {
    run();
  } catch (...) {
    return error_of(std::current_exception()).code();
  }
  return Exit::kDone;
}

TEST(ErrorOf, TellsWhatTheFileSystemSays) {
  const Scratch scratch;
  fs::create_symlink("loop", scratch / "loop");
  EXPECT_EQ(code_of([&] { return fs::exists(scratch / "loop"); }), Exit::kNoInput);
  EXPECT_EQ(code_of([&] { return fs::exists(scratch / std::string(300, 'x')); }), Exit::kNoInput);
  EXPECT_EQ(code_of([&] { return fs::file_size(scratch / "absent"); }), Exit::kNoInput);
  const auto failure = [](std::errc code) {
    return [code] { throw fs::filesystem_error("read", "there", std::make_error_code(code)); };
  };
  EXPECT_EQ(code_of(failure(std::errc::permission_denied)), Exit::kNoPermission);
  EXPECT_EQ(code_of(failure(std::errc::too_many_files_open)), Exit::kOsError);
  EXPECT_EQ(code_of(failure(std::errc::io_error)), Exit::kIoError);
  EXPECT_EQ(code_of([] { throw std::bad_alloc(); }), Exit::kOsError);
  EXPECT_EQ(code_of([] { throw std::logic_error("what"); }), Exit::kSoftware);
}

TEST(ErrorOf, AsksToReportWhatTheProgramBroke) {
  try {
    CANTUS_REQUIRE(1 == 2, "one is not two");
  } catch (...) {
    const std::string text = error_of(std::current_exception()).what();
    EXPECT_TRUE(holds(text, "one is not two; this is a defect of cantus, please report it"));
  }
}

std::string name_of(std::size_t item) { return "song" + std::to_string(item); }

// A song of ten hours must not prevent the work on the songs after it.
TEST(Batch, NamesTheInputThatMemoryDoesNotSufficeFor) {
  Batch batch;
  std::atomic<int> num_done = 0;
  const auto errors = batch.run_all(3, 1, name_of, [&](int, std::size_t item) {
    if (item == 1) throw std::bad_alloc();
    ++num_done;
  });
  EXPECT_EQ(num_done, 2);
  ASSERT_TRUE(errors[1].has_value());
  EXPECT_EQ(std::string(errors[1]->what()).find("song1: the memory does not suffice"), 0u);
  EXPECT_EQ(batch.finish(), Exit::kOsError);
}

TEST(Batch, EndsWithWhatTheMachineLacks) {
  Batch batch;
  std::atomic<int> num_begun = 0;
  expect_error(Exit::kOsError, "lost", [&] {
    batch.run_all(3, 1, name_of, [&](int, std::size_t) {
      ++num_begun;
      throw Error(Exit::kOsError, "the GPU", "lost");
    });
  });
  EXPECT_EQ(num_begun, 1);
}

// The work on all songs after it would be wasted.
TEST(Batch, EndsWithADiskThatTakesNoMore) {
  for (const auto& [failure, code] : {std::pair{ENOSPC, Exit::kIoError},
                                      {EDQUOT, Exit::kIoError},
                                      {EROFS, Exit::kCannotCreate}}) {
    Batch batch;
    int num_begun = 0;
    expect_error(code, "song0.lab: ", [&] {
      batch.run_all(3, 1, name_of, [&](int, std::size_t item) {
        ++num_begun;
        throw_write_failure(name_of(item) + ".lab", "write failed", failure, 1);
      });
    });
    EXPECT_EQ(num_begun, 1);
  }
  Batch batch;
  batch.run_all(3, 1, name_of, [&](int, std::size_t item) {
    throw_write_failure(name_of(item) + ".lab", "write failed", EFBIG, 1);
  });
  EXPECT_EQ(batch.finish(), Exit::kIoError);
}

// Otherwise a song that is still being written would prevent the work on all songs after it, in
// every new run.
TEST(Batch, GoesOnBehindAFileThatIsBusy) {
  Batch batch;
  std::atomic<int> num_done = 0;
  batch.run_all(3, 1, name_of, [&](int, std::size_t item) {
    if (item == 0) throw Error(Exit::kTryAgain, "song0", "changed while it was read");
    ++num_done;
  });
  EXPECT_EQ(num_done, 2);
  EXPECT_EQ(batch.finish(), Exit::kTryAgain);
}

TEST(Batch, EndsWithTheCodeOfTheFirstInputThatFails) {
  Batch batch;
  batch.run_all(3, 1, name_of, [&](int, std::size_t item) {
    if (item == 1) throw Error(Exit::kNoInput, "song1", "no such file");
    if (item == 2) throw Error(Exit::kBadData, "song2", "is empty");
  });
  EXPECT_EQ(batch.finish(), Exit::kNoInput);
}

TEST(Batch, GoesOnBehindAFileThatCannotBeLookedAt) {
  const Scratch scratch;
  fs::create_symlink("loop", scratch / "loop");
  Batch batch;
  std::atomic<int> num_done = 0;
  const auto errors = batch.run_all(3, 2, name_of, [&](int, std::size_t item) {
    if (item > 0 || fs::exists(scratch / "loop")) ++num_done;
  });
  EXPECT_EQ(num_done, 2);
  ASSERT_TRUE(errors[0].has_value());
  EXPECT_TRUE(holds(errors[0]->what(), "loop: "));
  EXPECT_EQ(batch.finish(), Exit::kNoInput);
}

}  // namespace
}  // namespace cantus
