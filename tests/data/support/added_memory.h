#pragma once

#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include <gtest/gtest.h>

namespace cantus {

// By how much `work` raises a process's peak memory [KB]. Runs in a child process: the peak of this
// one may stem from an earlier test.
inline long added_memory_kb(const std::function<void()>& work) {
  const auto peak_kb = [](const std::function<void()>& in_child) {
    const ::pid_t child = ::fork();
    if (child == 0) {
      in_child();
      ::_exit(::testing::Test::HasFailure() ? 1 : 0);
    }
    int status = 0;
    ::rusage used{};
    EXPECT_EQ(::wait4(child, &status, 0, &used), child);
    EXPECT_EQ(status, 0);
    return used.ru_maxrss;
  };
  const long without = peak_kb([] {});
  return peak_kb(work) - without;
}

}  // namespace cantus
