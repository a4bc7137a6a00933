#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>

namespace cantus {

// The calls by which this program changes files, reads them (pread) and locks them (flock), and its
// allocations (operator new).
enum class SystemCall {
  kOpen,
  kRead,
  kWrite,
  kReserve,
  kTruncate,
  kFsync,
  kClose,
  kRename,
  kRenameNew,
  kLink,
  kUnlink,
  kLock,
  kMakeFolder,
  kNew
};

const char* name_of(SystemCall call);

struct CallEvent {
  SystemCall call;
  int fd = -1;
  const char* path = nullptr;  // for kOpen, kRename, kRenameNew, kLink, kUnlink, kMakeFolder
  const char* to = nullptr;    // for kRename, kRenameNew, kLink
  const void* bytes = nullptr;
  std::size_t count = 0;  // for kRead, kWrite, kNew; the length for kReserve, kTruncate
};

// The answers of a watcher: proceed, do only half of the write (kWrite), or skip the call but
// report success (kFsync). An errno makes the call fail without doing anything.
constexpr int kGoOn = 0;
constexpr int kHalf = -1;
constexpr int kSkip = -2;

// While the object lives, it calls `watch` before every such call of this thread, including those
// made by libraries. The newest watcher replaces older ones. Calls made by `watch` are not seen.
class WatchSystemCalls {
 public:
  explicit WatchSystemCalls(std::function<int(const CallEvent&)> watch);
  ~WatchSystemCalls();
  WatchSystemCalls(const WatchSystemCalls&) = delete;
  WatchSystemCalls& operator=(const WatchSystemCalls&) = delete;

 private:
  std::function<int(const CallEvent&)> watch_;
  const std::function<int(const CallEvent&)>* older_;
};

// Makes the call of this kind after `num_before` others fail, and with `is_sticky` all later ones.
// Flushes that do not fail are skipped: the disk is not under test.
class Fault {
 public:
  Fault(SystemCall call, int num_before, int failure, bool is_sticky);
  bool was_reached() const { return num_seen_ > num_before_; }

 private:
  SystemCall call_;
  int num_before_;
  int num_seen_ = 0;
  WatchSystemCalls watch_;
};

}  // namespace cantus
