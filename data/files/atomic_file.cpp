#include "data/files/atomic_file.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

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

// A folder entry is on disk only when the folder is.
int sync_folder(const std::filesystem::path& folder) {
  const FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open()) return errno;
  // Some network file systems cannot flush folders and say so.
  return ::fsync(fd.get()) == 0 || errno == EINVAL ? 0 : errno;
}

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& path, std::uint64_t num_bytes)
    : path_(path), temporary_(temporary_beside(path)), num_bytes_(num_bytes) {
  require_replaceable(path);
  if (path.filename().string().size() > NAME_MAX) fail("cannot be created", ENAMETOOLONG);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  fd_ = FileDescriptor(::open(temporary_.c_str(), kFlags, 0666));
  while (!fd_.is_open() && errno == EEXIST) {  // a process of this number left it, killed
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
  CANTUS_REQUIRE(!is_committed_, "a file is committed once");
  if (num_bytes_ > num_written_ && ::ftruncate(fd_.get(), static_cast<off_t>(num_written_)) != 0) {
    fail("write failed", errno);
  }
  // After a failed flush the kernel may have dropped the pages: never tried twice.
  if (::fsync(fd_.get()) != 0) fail("flush failed", errno);
  if (::close(fd_.release()) != 0) fail("close failed", errno);
  if (verify) verify(temporary_);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("cannot be renamed into place", errno);
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

void remove_file(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return;
    throw_write_failure(path, "cannot be removed", errno, 1);
  }
  if (const int failure = sync_folder(folder_of(path)); failure != 0)
    throw_write_failure(path, "flush of its folder failed", failure, 1);
}

}  // namespace cantus
