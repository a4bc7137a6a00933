#include "data/files/write_failure.h"

#include <cerrno>

#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(WriteFailure, TellsReadOnlyFromForbiddenFromBroken) {
  const auto failing_with = [](int failure) {
    return [failure] { throw_write_failure("/tmp/a", "write failed", failure, 12); };
  };
  expect_error(Exit::kCannotCreate, "/tmp/a: cannot be created, read-only", failing_with(EROFS));
  expect_error(Exit::kCannotCreate, "no such folder", failing_with(ENOENT));
  expect_error(Exit::kNoPermission, "permission denied", failing_with(EACCES));
  expect_error(Exit::kIoError, "disk is full, 12 bytes needed", failing_with(ENOSPC));
  expect_error(Exit::kIoError, "disk is full, 12 bytes needed", failing_with(EDQUOT));
  expect_error(Exit::kIoError, "/tmp/a: write failed, ", failing_with(EIO));
  expect_error(Exit::kOsError, "/tmp/a: write failed, ", failing_with(EMFILE));
}

}  // namespace
}  // namespace cantus
