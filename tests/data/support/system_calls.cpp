#include "tests/data/support/system_calls.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <new>
#include <utility>

namespace cantus {
namespace {

thread_local const std::function<int(const CallEvent&)>* watcher = nullptr;

// What the watcher asks for; kGoOn if there is none.
int asked(const CallEvent& event) {
  if (watcher == nullptr) return kGoOn;
  const auto* watch = std::exchange(watcher, nullptr);
  const int answer = (*watch)(event);
  watcher = watch;
  return answer;
}

// -1 with errno set if the call is to fail; else what `real` returns.
template <typename Real>
auto unless_failed(const CallEvent& event, const Real& real) -> decltype(real()) {
  if (const int failure = asked(event); failure > 0) {
    errno = failure;
    return -1;
  }
  return real();
}

}  // namespace

const char* name_of(SystemCall call) {
  switch (call) {
    case SystemCall::kOpen:
      return "open";
    case SystemCall::kRead:
      return "read";
    case SystemCall::kWrite:
      return "write";
    case SystemCall::kReserve:
      return "reserve";
    case SystemCall::kTruncate:
      return "truncate";
    case SystemCall::kFsync:
      return "fsync";
    case SystemCall::kClose:
      return "close";
    case SystemCall::kRename:
      return "rename";
    case SystemCall::kRenameNew:
      return "renameat2";
    case SystemCall::kLink:
      return "link";
    case SystemCall::kUnlink:
      return "unlink";
    case SystemCall::kLock:
      return "flock";
    case SystemCall::kMakeFolder:
      return "mkdir";
    case SystemCall::kNew:
      return "new";
  }
  return "";
}

WatchSystemCalls::WatchSystemCalls(std::function<int(const CallEvent&)> watch)
    : watch_(std::move(watch)), older_(std::exchange(watcher, &watch_)) {}
WatchSystemCalls::~WatchSystemCalls() { watcher = older_; }

Fault::Fault(SystemCall call, int num_before, int failure, bool is_sticky)
    : call_(call), num_before_(num_before), watch_([this, failure, is_sticky](const auto& event) {
        if (event.call != call_) return event.call == SystemCall::kFsync ? kSkip : kGoOn;
        const int number = num_seen_++;
        const bool fails = number == num_before_ || (is_sticky && number > num_before_);
        return fails ? failure : kGoOn;
      }) {}

}  // namespace cantus

using cantus::CallEvent;
using cantus::SystemCall;
using cantus::unless_failed;

// These replace the C library's functions in this program.
extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list list;
  va_start(list, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  return unless_failed({.call = SystemCall::kOpen, .path = path}, [&] {
    return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
  });
}

ssize_t pread(int fd, void* bytes, size_t count, off_t offset) {
  return unless_failed({.call = SystemCall::kRead, .fd = fd, .count = count}, [&] {
    return static_cast<ssize_t>(::syscall(SYS_pread64, fd, bytes, count, offset));
  });
}

ssize_t write(int fd, const void* bytes, size_t count) {
  const CallEvent event{.call = SystemCall::kWrite, .fd = fd, .bytes = bytes, .count = count};
  const int answer = cantus::asked(event);
  if (answer > 0) {
    errno = answer;
    return -1;
  }
  if (answer == cantus::kHalf && count > 1) count /= 2;
  return ::syscall(SYS_write, fd, bytes, count);
}

// Returns the error and leaves errno unchanged.
int posix_fallocate(int fd, off_t offset, off_t length) {
  const int answer = cantus::asked(
      {.call = SystemCall::kReserve, .fd = fd, .count = static_cast<std::size_t>(offset + length)});
  if (answer > 0) return answer;
  return ::syscall(SYS_fallocate, fd, 0, offset, length) == 0 ? 0 : errno;
}

int ftruncate(int fd, off_t length) noexcept {
  const CallEvent event{
      .call = SystemCall::kTruncate, .fd = fd, .count = static_cast<std::size_t>(length)};
  return unless_failed(event,
                       [&] { return static_cast<int>(::syscall(SYS_ftruncate, fd, length)); });
}

int fsync(int fd) {
  const int answer = cantus::asked({.call = SystemCall::kFsync, .fd = fd});
  if (answer == cantus::kGoOn) return static_cast<int>(::syscall(SYS_fsync, fd));
  if (answer > 0) errno = answer;
  return answer > 0 ? -1 : 0;
}

// As in Linux, a failing close still frees the descriptor.
int close(int fd) {
  const int done = static_cast<int>(::syscall(SYS_close, fd));
  return unless_failed({.call = SystemCall::kClose, .fd = fd}, [&] { return done; });
}

int rename(const char* from, const char* to) noexcept {
  return unless_failed({.call = SystemCall::kRename, .path = from, .to = to}, [&] {
    return static_cast<int>(::syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to));
  });
}

int renameat2(int at, const char* from, int to_at, const char* to, unsigned flags) noexcept {
  return unless_failed({.call = SystemCall::kRenameNew, .path = from, .to = to}, [&] {
    return static_cast<int>(::syscall(SYS_renameat2, at, from, to_at, to, flags));
  });
}

int link(const char* from, const char* to) noexcept {
  return unless_failed({.call = SystemCall::kLink, .path = from, .to = to}, [&] {
    return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
  });
}

int unlink(const char* path) noexcept {
  return unless_failed({.call = SystemCall::kUnlink, .path = path}, [&] {
    return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0));
  });
}

int flock(int fd, int operation) noexcept {
  return unless_failed({.call = SystemCall::kLock, .fd = fd},
                       [&] { return static_cast<int>(::syscall(SYS_flock, fd, operation)); });
}

int mkdir(const char* path, mode_t mode) noexcept {
  return unless_failed({.call = SystemCall::kMakeFolder, .path = path}, [&] {
    return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode));
  });
}
}

void* operator new(std::size_t count) {
  const bool fails = cantus::asked({.call = SystemCall::kNew, .count = count}) > 0;
  if (void* memory = fails ? nullptr : std::malloc(count == 0 ? 1 : count)) return memory;
  throw std::bad_alloc();
}
void* operator new[](std::size_t count) { return operator new(count); }
// Sanitizers replace these themselves, with memory that std::free must not free.
void* operator new(std::size_t count, const std::nothrow_t&) noexcept {
  return std::malloc(count == 0 ? 1 : count);
}
void* operator new[](std::size_t count, const std::nothrow_t&) noexcept {
  return std::malloc(count == 0 ? 1 : count);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
