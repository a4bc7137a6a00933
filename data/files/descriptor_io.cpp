#include "data/files/descriptor_io.h"

#include <unistd.h>

#include <cerrno>

namespace cantus {

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::optional<std::size_t> read_at(int fd, std::uint64_t offset, void* out, std::size_t num_bytes) {
  auto* bytes = static_cast<char*>(out);
  std::size_t done = 0;
  while (done < num_bytes) {
    const ssize_t n =
        ::pread(fd, bytes + done, num_bytes - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno != EINTR) return std::nullopt;
    if (n == 0) break;
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  return done;
}

}  // namespace cantus
