#include "data/files/atomic_file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "data/files/descriptor_io.h"
#include "data/files/temporary_files.h"
#include "data/files/write_failure.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::filesystem::path folder_of(const std::filesystem::path& path) {
  const auto folder = path.parent_path();
  return folder.empty() ? "." : folder;
}

void require_replaceable(const std::filesystem::path& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0) return;
  if (S_ISREG(facts.st_mode) || S_ISLNK(facts.st_mode)) return;
  throw Error(Exit::kCannotCreate, path.string(),
              S_ISDIR(facts.st_mode) ? "is a directory" : "is not a regular file",
              "the name of a file to write", "choose another output");
}

// A rename survives a power cut only once the folder that holds the entry is flushed.
int sync_folder(const std::filesystem::path& folder) {
  const FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open()) return errno;
  // Some network file systems cannot flush folders and say so.
  return ::fsync(fd.get()) == 0 || errno == EINVAL ? 0 : errno;
}

int errno_unless(bool is_done) { return is_done ? 0 : errno; }

int rename_over(const char* from, const char* to) { return errno_unless(::rename(from, to) == 0); }

// Renames unless `to` exists (EEXIST). Where the file system has no RENAME_NOREPLACE, a hard link
// does the same; where it has no hard links either, a check before the rename has to do.
int rename_new(const char* from, const char* to) {
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  const auto is_not_known = [](int failure) {
    return failure == EINVAL || failure == ENOSYS || failure == EOPNOTSUPP || failure == EPERM;
  };
  if (!is_not_known(errno)) return errno;
  if (::link(from, to) == 0) return errno_unless(::unlink(from) == 0);
  if (!is_not_known(errno)) return errno;
  struct stat facts {};
  return ::lstat(to, &facts) == 0 ? EEXIST : rename_over(from, to);
}

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& path, std::uint64_t num_bytes)
    : path_(path), temporary_(temporary_beside(path)), num_bytes_(num_bytes) {
  require_replaceable(path);
  if (path.filename().string().size() > NAME_MAX) fail("cannot be created", ENAMETOOLONG);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  fd_ = FileDescriptor(::open(temporary_.c_str(), kFlags, 0666));
  while (!fd_.is_open() && errno == EEXIST) {  // left by a killed process of the same number
    temporary_ = temporary_beside(path);
    fd_ = FileDescriptor(::open(temporary_.c_str(), kFlags, 0666));
  }
  if (!fd_.is_open()) fail("cannot be created", errno);
  if (num_bytes == 0) return;
  int failure = EINTR;
  while (failure == EINTR) failure = ::posix_fallocate(fd_.get(), 0, static_cast<off_t>(num_bytes));
  if (failure != 0 && failure != EINVAL && failure != EOPNOTSUPP) {
    ::unlink(temporary_.c_str());
    fail("cannot be reserved", failure);
  }
}

AtomicFile::~AtomicFile() {
  if (!is_committed_) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  num_written_ += bytes.size();
  if (!write_all(fd_.get(), bytes)) fail("write failed", errno);
}

void AtomicFile::commit(const VerifyFile& verify) {
  finish(verify);
  take_name(rename_over(temporary_.c_str(), path_.c_str()));
}

bool AtomicFile::commit_new(const VerifyFile& verify) {
  finish(verify);
  int failure = rename_new(temporary_.c_str(), path_.c_str());
  std::error_code ignored;
  if (failure == EEXIST && std::filesystem::exists(path_, ignored)) return false;
  if (failure == EEXIST) failure = rename_over(temporary_.c_str(), path_.c_str());
  take_name(failure);
  return true;
}

void AtomicFile::finish(const VerifyFile& verify) {
  CANTUS_REQUIRE(!is_committed_, "a file is committed once");
  if (num_bytes_ > num_written_ && ::ftruncate(fd_.get(), static_cast<off_t>(num_written_)) != 0) {
    fail("write failed", errno);
  }
  // After a failed flush the kernel may have dropped the pages: never retried.
  if (::fsync(fd_.get()) != 0) fail("flush failed", errno);
  if (::close(fd_.release()) != 0) fail("close failed", errno);
  if (verify) verify(temporary_);
}

void AtomicFile::take_name(int failure) {
  if (failure != 0) fail("cannot be renamed into place", failure);
  is_committed_ = true;
  if (const int failure = sync_folder(folder_of(path_)); failure != 0) {
    fail("flush of its folder failed", failure);
  }
}

void AtomicFile::fail(const char* step, int failure) const {
  throw_write_failure(path_, step, failure, std::max({num_bytes_, num_written_, std::uint64_t{1}}));
}

void write_file(const std::filesystem::path& path, std::string_view bytes,
                const VerifyFile& verify) {
  AtomicFile file(path, bytes.size());
  file.write(bytes);
  file.commit(verify);
}

bool write_new_file(const std::filesystem::path& path, std::string_view bytes,
                    const VerifyFile& verify) {
  AtomicFile file(path, bytes.size());
  file.write(bytes);
  return file.commit_new(verify);
}

void remove_file(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return;
    throw_write_failure(path, "cannot be removed", errno, 1);
  }
  if (const int failure = sync_folder(folder_of(path)); failure != 0)
    throw_write_failure(path, "flush of its folder failed", failure, 1);
}

}  // namespace cantus
