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
  const char* path = nullptr;  // of kOpen, kRename, kRenameNew, kLink, kUnlink, kMakeFolder
  const char* to = nullptr;    // of kRename, kRenameNew, kLink
  const void* bytes = nullptr;
  std::size_t count = 0;  // of kRead, kWrite, kNew; of kReserve and kTruncate the length
};

// What a watched call does: as ever, nothing but fail with an errno, half of it (kWrite), or
// nothing and say it is done (kFsync).
constexpr int kGoOn = 0;
constexpr int kHalf = -1;
constexpr int kSkip = -2;

// Every such call of this thread, also out of libraries, is put before `watch` first, for this
// object's lifetime, and not before an older one. Calls of `watch` itself are not seen.
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

// Fails the call of this kind that comes after `num_before` others, and with `is_sticky` all later
// ones. Flushes that do not fail are skipped: it is not the disk that is tested.
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
