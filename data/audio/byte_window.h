#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "data/files/input_file.h"

namespace cantus {

// Buffers small reads at rising offsets of a file, to save system calls.
class ByteWindow {
 public:
  explicit ByteWindow(const InputFile& file) : file_(file) {}

  // The bytes from `offset` on: `num_bytes` (at most 64 KiB) of them, fewer at the end of the file.
  // Valid until the next call.
  std::string_view at(std::uint64_t offset, std::size_t num_bytes) {
    if (offset >= file_.size()) return {};
    const std::size_t wanted = std::min<std::uint64_t>(num_bytes, file_.size() - offset);
    if (offset < start_ || offset + wanted > start_ + bytes_.size()) {
      bytes_.resize(kWindowBytes);
      start_ = offset;
      bytes_.resize(file_.read_at(offset, bytes_.data(), kWindowBytes));
    }
    const std::size_t first = offset - start_;
    return {bytes_.data() + first,
            std::min(wanted, bytes_.size() - std::min(first, bytes_.size()))};
  }

  std::uint64_t size() const { return file_.size(); }

 private:
  static constexpr std::size_t kWindowBytes = std::size_t{1} << 16;
  const InputFile& file_;
  std::uint64_t start_ = 0;
  std::vector<char> bytes_;
};

}  // namespace cantus
