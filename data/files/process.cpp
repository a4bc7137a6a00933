#include "data/files/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "data/files/descriptor_io.h"
#include "data/files/file_descriptor.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::size_t kKeptErrorBytes = std::size_t{64} << 10;

[[noreturn]] void throw_cannot_run(const std::string& program, const std::string& found,
                                   const std::string& remedy) {
  throw Error(Exit::kUnavailable, program, found, "", remedy);
}

// Memory files stand in for pipes: the child cannot block on them, RLIMIT_FSIZE bounds them, and a
// program that seeks in its output (WAV headers) can.
FileDescriptor memory_file(const std::string& program, const std::string& content) {
  FileDescriptor fd(::memfd_create("cantus-process", MFD_CLOEXEC));
  if (!fd.is_open())
    throw Error(Exit::kOsError, program,
                std::string("a file in memory for it cannot be made, ") + std::strerror(errno), "",
                "raise the limits of files (ulimit -n) and memory, or give fewer --threads");
  if (!write_all(fd.get(), content) || ::lseek(fd.get(), 0, SEEK_SET) != 0)
    throw Error(Exit::kOsError, program, "no memory for its input");
  return fd;
}

std::string read_end(int fd, std::size_t max_bytes) {
  const off_t end = ::lseek(fd, 0, SEEK_END);
  const std::size_t size = end > 0 ? static_cast<std::size_t>(end) : 0;
  std::string content(std::min(size, max_bytes), '\0');
  content.resize(read_at(fd, size - content.size(), content.data(), content.size()).value_or(0));
  return content;
}

std::string last_line_of(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

void set_limit(int resource, std::uint64_t bytes) {
  const rlimit limit{bytes, bytes};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

struct Child {
  const char* program;
  char* const* argv;
  int input_fd, output_fd, error_fd, failure_fd;
  const ProcessLimits& limits;
};

// Runs between fork and exec, so it makes system calls only: other threads may have held any lock.
[[noreturn]] void become(const Child& child) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int ignored : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM}) ::signal(ignored, SIG_DFL);
  ::dup2(child.input_fd, 0);
  ::dup2(child.output_fd, 1);
  ::dup2(child.error_fd, 2);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_FSIZE, child.limits.output_bytes);
  set_limit(RLIMIT_AS, child.limits.memory_bytes);
  ::execv(child.program, child.argv);
  const int failure = errno;
  if (::write(child.failure_fd, &failure, sizeof failure) < 0) ::_exit(126);
  ::_exit(127);
}

enum class End { kByItself, kToldTo, kOverTime };

// A pidfd wakes the wait at once, without a signal handler.
End wait_until_ended(pid_t pid, const ProcessLimits& limits) {
  using Clock = std::chrono::steady_clock;
  constexpr double kToEndS = 30;
  constexpr double kLookMs = 200;
  auto deadline = Clock::now() + std::chrono::duration<double>(limits.time_s);
  bool is_told = false;
  const FileDescriptor pid_fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  while (true) {
    const double left_s = std::chrono::duration<double>(deadline - Clock::now()).count();
    if (left_s <= 0) return is_told ? End::kToldTo : End::kOverTime;
    if (!is_told && limits.is_stopped && limits.is_stopped()) {
      ::kill(-pid, SIGTERM);
      is_told = true;
      deadline = Clock::now() + std::chrono::duration<double>(kToEndS);
      continue;
    }
    pollfd wanted{pid_fd.get(), POLLIN, 0};
    // Where the kernel has no pidfd, poll() only sleeps 5 ms (it skips negative descriptors).
    const double longest_ms = limits.is_stopped ? kLookMs : 1e6;
    const double wait_ms = pid_fd.is_open() ? std::min(left_s * 1e3 + 1, longest_ms) : 5;
    ::poll(&wanted, 1, static_cast<int>(wait_ms));
    siginfo_t info{};
    const int failure = ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
    if (info.si_pid == pid || (failure != 0 && errno == ECHILD))
      return is_told ? End::kToldTo : End::kByItself;
  }
}

// How the program ended; its output is not read here.
ProcessResult reap(pid_t pid, const std::string& program) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) throw Error(Exit::kOsError, program, "how it ended is not known");
  }
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return {signal != 0 ? 128 + signal : WEXITSTATUS(status), signal, {}, {}};
}

}  // namespace

std::optional<std::filesystem::path> find_program(const std::string& program) {
  const auto can_run = [](const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
  };
  if (program.find('/') != std::string::npos) {
    if (can_run(program)) return program;
    return std::nullopt;
  }
  const char* path_list = std::getenv("PATH");
  std::istringstream folders(path_list != nullptr ? path_list : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const auto candidate = std::filesystem::path(folder) / program;
    if (!folder.empty() && can_run(candidate)) return candidate;
  }
  return std::nullopt;
}

ProcessResult run_process(const std::vector<std::string>& argv, const ProcessLimits& limits,
                          const std::string& input, int output_fd) {
  CANTUS_REQUIRE(!argv.empty(), "a process needs a program");
  const auto program = find_program(argv[0]);
  if (!program) throw_cannot_run(argv[0], "program not found", "install it or add it to PATH");
  std::vector<char*> arguments;
  for (const auto& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  const FileDescriptor in = memory_file(argv[0], input);
  const FileDescriptor errors = memory_file(argv[0], "");
  FileDescriptor out;
  if (output_fd < 0) out = memory_file(argv[0], "");
  const FileDescriptor failure = memory_file(argv[0], "");
  const Child child{
      program->c_str(), arguments.data(), in.get(), output_fd < 0 ? out.get() : output_fd,
      errors.get(),     failure.get(),    limits};
  const pid_t pid = ::fork();
  if (pid < 0) throw Error(Exit::kOsError, argv[0], "cannot start a process");
  if (pid == 0) become(child);
  ::setpgid(pid, pid);

  const End end = wait_until_ended(pid, limits);
  ::kill(-pid, SIGKILL);
  ProcessResult result = reap(pid, argv[0]);
  if (end == End::kOverTime) {
    std::ostringstream found;
    found << "still running after " << limits.time_s << " s";
    throw LimitOverrun(argv[0], found.str());
  }
  if (const std::string text = read_end(failure.get(), sizeof(int)); !text.empty()) {
    throw_cannot_run(argv[0], "cannot be started", "check that it is a program of this machine");
  }
  if (result.exit_code == 128 + SIGXFSZ)
    throw LimitOverrun(argv[0],
                       "wrote more than " + std::to_string(limits.output_bytes) + " bytes");
  result.errors = read_end(errors.get(), kKeptErrorBytes);
  if (output_fd < 0) result.output = read_end(out.get(), limits.output_bytes);
  return result;
}

void require_success(const std::string& program, const ProcessResult& result,
                     const std::string& remedy) {
  if (result.signal != 0)
    throw Error(Exit::kUnavailable, program, "was ended by signal " + std::to_string(result.signal),
                "", "run the same command again");
  if (result.exit_code == 0) return;
  const std::string said = last_line_of(result.errors);
  throw Error(Exit::kUnavailable, program,
              "exit code " + std::to_string(result.exit_code) + (said.empty() ? "" : ": " + said),
              "0", remedy);
}

}  // namespace cantus
