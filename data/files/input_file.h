#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "data/files/file_descriptor.h"

namespace cantus {

enum class WhenEmpty { kRefuse, kAccept };

// A regular file opened for reading: never a FIFO that blocks, a directory or a device.
// Errors of the constructor: kNoInput when absent, kNoPermission, kBadData when not a regular file,
// empty (unless that is accepted), or larger than `max_bytes`.
class InputFile {
 public:
  explicit InputFile(const std::filesystem::path& path,
                     std::uint64_t max_bytes = std::uint64_t{1} << 32,
                     WhenEmpty when_empty = WhenEmpty::kRefuse);

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  int fd() const { return fd_.get(); }

  // Copies up to `num_bytes` bytes from `offset` on into `out`; returns how many there were.
  // Errors: kIoError.
  std::size_t read_at(std::uint64_t offset, void* out, std::size_t num_bytes) const;
  // The whole content. Errors: kIoError.
  std::string read_all() const;

 private:
  std::filesystem::path path_;
  FileDescriptor fd_;
  std::uint64_t size_ = 0;
};

}  // namespace cantus
