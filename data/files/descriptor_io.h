#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cantus {

// Whatever signals come. Where it cannot be done the answer is false or none, and errno says why.

// Writes the bytes from the descriptor's place on.
bool write_all(int fd, std::string_view bytes);

// Copies up to `num_bytes` bytes from `offset` on into `out`; returns how many there were.
std::optional<std::size_t> read_at(int fd, std::uint64_t offset, void* out, std::size_t num_bytes);

}  // namespace cantus
