#include "data/files/read_stream.h"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "data/files/file_descriptor.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

FileDescriptor opened(const std::filesystem::path& path) {
  FileDescriptor fd(path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open())
    throw Error(Exit::kNoInput, path.string(),
                std::string("cannot be opened, ") + std::strerror(errno), "a readable stream",
                "check the path");
  return fd;
}

}  // namespace

bool is_stream(const std::filesystem::path& path) {
  std::error_code ignored;
  return path == "-" || std::filesystem::is_fifo(path, ignored);
}

std::string read_stream(const std::filesystem::path& path, std::uint64_t max_bytes) {
  const FileDescriptor fd = opened(path);
  std::string content;
  std::array<char, 1 << 16> part;
  while (true) {
    const ssize_t n = ::read(fd.get(), part.data(), part.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      throw Error(Exit::kIoError, path.string(),
                  std::string("read failed, ") + std::strerror(errno), "", "check what writes it");
    if (n == 0) return content;
    content.append(part.data(), static_cast<std::size_t>(n));
    if (content.size() > max_bytes)
      throw Error(Exit::kBadData, path.string(), "is too long",
                  "at most " + std::to_string(max_bytes) + " bytes", "split it");
  }
}

}  // namespace cantus
