#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cantus {

// Read and append unsigned integers of up to 8 bytes in the two byte orders.
inline std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}
inline std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (auto c = bytes.rbegin(); c != bytes.rend(); ++c)
    value = value << 8 | static_cast<unsigned char>(*c);
  return value;
}

inline void append_big_endian(std::string& out, std::uint64_t value, int num_bytes) {
  for (int i = num_bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
}
inline void append_little_endian(std::string& out, std::uint64_t value, int num_bytes) {
  for (int i = 0; i < num_bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

}  // namespace cantus
