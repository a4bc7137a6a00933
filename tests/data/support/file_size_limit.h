#pragma once

#include <sys/resource.h>

#include <csignal>

#include <gtest/gtest.h>

namespace cantus {

// Imitates a disk that is full after so many bytes of a file: while the object lives, this process
// cannot write longer files.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(::rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &old_), 0);
    const ::rlimit small = {bytes, old_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  ::rlimit old_{};
  void (*old_handler_)(int);
};

}  // namespace cantus
