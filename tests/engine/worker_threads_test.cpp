#include "engine/worker_threads.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <set>

namespace cantus {
namespace {

TEST(WorkerThreads, EachHasItsNumber) {
  std::atomic<int> sum = 0;
  work_on_threads(5, [&](int worker) { sum += 1 << worker; });
  EXPECT_EQ(sum, 31);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // these limit no addresses
TEST(WorkerThreads, AreFewerWhereTheSystemGivesFewer) {
  constexpr int kWanted = 1000, kItems = 5000;
  const ::pid_t process = ::fork();
  ASSERT_GE(process, 0);
  if (process == 0) {
    rlim_t num_pages = 0;
    std::ifstream("/proc/self/statm") >> num_pages;
    const rlim_t bytes = num_pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + (200 << 20);
    const rlimit limit{bytes, bytes};
    if (::setrlimit(RLIMIT_AS, &limit) != 0) ::_exit(2);
    std::atomic<int> num_workers = 0, next = 0, num_done = 0;
    work_on_threads(kWanted, [&](int) {
      ++num_workers;
      while (next++ < kItems) ++num_done;
      while (num_done < kItems) {
      }
    });
    ::_exit(num_done != kItems ? 1 : num_workers < kWanted ? 0 : 3);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(process, &status, 0), process);
  ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0) << "1: not all was done; 3: all threads were to be had";
}
#endif

}  // namespace
}  // namespace cantus
