#pragma once

#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include <gtest/gtest.h>

namespace cantus {

// How much more memory [KB] a process has at its peak that does `work`. In a child: this one's own
// peak may be that of a test before.
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
