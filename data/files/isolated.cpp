#include "data/files/isolated.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <new>

#include "data/files/descriptor_io.h"
#include "data/files/file_descriptor.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::size_t kMaxText = std::size_t{1} << 20;

// What the child tells the parent: the text of `work`, or of an Error, which is always one line.
struct Answer {
  Exit code = Exit::kDone;
  std::string text;
};

Answer answer_of(const std::function<std::string()>& work) {
  try {
    return {Exit::kDone, work()};
  } catch (const Error& error) {
    return {error.code(), error.what()};
  } catch (const std::bad_alloc&) {
    return {Exit::kBadData, "reading it takes more memory than it should"};
  } catch (const std::exception& error) {
    return {Exit::kSoftware, error.what()};
  }
}

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

// The address space that this process holds already: a GPU driver reserves hundreds of gigabytes, a
// sanitizer terabytes.
rlim_t reserved_bytes() {
  rlim_t num_pages = 0;
  std::ifstream("/proc/self/statm") >> num_pages;
  return num_pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

[[noreturn]] void answer_and_exit(int out, const std::function<std::string()>& work,
                                  const IsolationLimits& limits) {
  limit(RLIMIT_AS, reserved_bytes() + limits.memory_bytes);
  limit(RLIMIT_CPU, limits.cpu_s);
  limit(RLIMIT_CORE, 0);
  const Answer answer = answer_of(work);
  if (!write_all(out, answer.text)) ::_exit(static_cast<int>(Exit::kOsError));
  ::_exit(static_cast<int>(answer.code));
}

std::string read_all(int fd) {
  std::string text;
  char piece[4096];
  while (true) {
    const ssize_t got = ::read(fd, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    if (text.size() < kMaxText) text.append(piece, static_cast<std::size_t>(got));
  }
}

}  // namespace

std::string run_isolated(const std::string& file, const std::function<std::string()>& work,
                         const IsolationLimits& limits) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw Error(Exit::kOsError, file, "no pipe to a child process");
  const FileDescriptor in(ends[0]);
  FileDescriptor out(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) throw Error(Exit::kOsError, file, "no child process can be started");
  if (child == 0) answer_and_exit(out.get(), work, limits);
  ::close(out.release());
  const std::string text = read_all(in.get());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw Error(Exit::kOsError, file, "how its reader ended is not known");
  }
  if (!WIFEXITED(status)) {
    throw Error(Exit::kBadData, file, "the library that reads it crashed or took too long", "",
                "the file is damaged or forged, delete it");
  }
  if (WEXITSTATUS(status) != 0) throw Error(static_cast<Exit>(WEXITSTATUS(status)), "", text);
  return text;
}

}  // namespace cantus
