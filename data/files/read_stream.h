#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace cantus {

// Whether a path is a stream, which has no size and can be read only once: "-" (standard input), or
// a FIFO, such as a shell's <(...).
bool is_stream(const std::filesystem::path& path);

// Reads a stream until its writers have closed it. Errors: kNoInput where it cannot be opened,
// kIoError, kBadData past `max_bytes`.
std::string read_stream(const std::filesystem::path& path, std::uint64_t max_bytes);

}  // namespace cantus
