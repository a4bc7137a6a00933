#include "data/files/lock.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "data/files/write_failure.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::string holder_written_in(int fd) {
  char text[256] = "";
  const ssize_t n = ::pread(fd, text, sizeof text - 1, 0);
  return n > 0 ? std::string(text, static_cast<std::size_t>(n)) : "another process";
}

// Whether `path` still names the open file: its last holder may have deleted it.
bool is_named(int fd, const std::filesystem::path& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(fd, &open) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

// Another user's lock file can be locked even if it can only be read.
FileDescriptor open_lock(const std::filesystem::path& path) {
  constexpr int kFlags = O_NOFOLLOW | O_CLOEXEC;
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | kFlags, 0666);
  if (fd >= 0 || errno != EACCES) return FileDescriptor(fd);
  FileDescriptor readable(::open(path.c_str(), O_RDONLY | kFlags));
  if (!readable.is_open()) errno = EACCES;
  return readable;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& path)
    : FileLock(path, [&path](const std::string& holder, double) {
        throw Error(Exit::kTryAgain, path.string(), "is in use by " + holder, "",
                    "wait for it to end");
      }) {}

FileLock::FileLock(const std::filesystem::path& path, const WhileBusy& while_busy,
                   const char* remedy) {
  constexpr std::chrono::milliseconds kLongestPause(100);
  const auto start = std::chrono::steady_clock::now();
  // Polled, because a wait inside the kernel could not be stopped by `while_busy`.
  for (std::chrono::milliseconds pause(1); !take(path, remedy);
       pause = std::min(2 * pause, kLongestPause)) {
    const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - start;
    while_busy(holder_written_in(fd_.get()), waited.count());
    std::this_thread::sleep_for(pause);
  }
  sign();
}

bool FileLock::take(const std::filesystem::path& path, const char* remedy) {
  do {
    fd_ = open_lock(path);
    if (!fd_.is_open()) throw_write_failure(path, "cannot be created", errno, 1, remedy);
    while (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) return false;
      if (errno != EINTR) throw_write_failure(path, "cannot be locked", errno, 1);
    }
  } while (!is_named(fd_.get(), path));
  return true;
}

// The name only informs those who find the lock taken; the lock holds without it.
void FileLock::sign() const {
  char host[HOST_NAME_MAX + 1] = "";
  ::gethostname(host, sizeof host - 1);
  const std::string holder = "process " + std::to_string(::getpid()) + " on " + std::string(host);
  if (::ftruncate(fd_.get(), 0) == 0 && ::pwrite(fd_.get(), holder.data(), holder.size(), 0) < 0) {
    return;
  }
}

}  // namespace cantus
