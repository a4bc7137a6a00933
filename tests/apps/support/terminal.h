#pragma once

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace cantus {

// A terminal for a program's log, on which the program draws its progress.
class Terminal {
 public:
  Terminal() : fd_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    if (fd_ < 0 || ::grantpt(fd_) != 0 || ::unlockpt(fd_) != 0)
      throw std::runtime_error("there is no terminal to be had");
    // Kept open, so that the text stays after the program has ended.
    held_ = ::open(name().c_str(), O_RDWR | O_NOCTTY);
  }
  ~Terminal() {
    ::close(held_);
    ::close(fd_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  std::string name() const { return ::ptsname(fd_); }

  // Everything written so far, after a short wait for more.
  const std::string& text() {
    ::pollfd more{fd_, POLLIN, 0};
    char bytes[4096];
    while (::poll(&more, 1, 20) == 1) {
      const ::ssize_t count = ::read(fd_, bytes, sizeof bytes);
      if (count <= 0) break;
      text_.append(bytes, static_cast<std::size_t>(count));
    }
    return text_;
  }

 private:
  int fd_;
  int held_ = -1;
  std::string text_;
};

}  // namespace cantus
