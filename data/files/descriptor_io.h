#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cantus {

// Both resume after EINTR. On failure they return false or none, with the reason in errno.

// Writes the bytes at the descriptor's current offset.
bool write_all(int fd, std::string_view bytes);

// Reads up to `num_bytes` bytes at `offset` into `out`; returns how many there were.
std::optional<std::size_t> read_at(int fd, std::uint64_t offset, void* out, std::size_t num_bytes);

}  // namespace cantus
