#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "data/files/input_file.h"

namespace cantus {

// SHA-256 (FIPS 180-4), for content keys.
class Sha256 {
 public:
  void update(std::string_view bytes);
  // The digest as 64 hexadecimal digits. No update() may follow.
  std::string hex();

 private:
  void digest_block(const unsigned char* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> pending_{};
  std::uint64_t num_bytes_ = 0;
};

std::string sha256_hex(std::string_view bytes);
// Whether a text has the form that Sha256::hex returns.
bool is_sha256(std::string_view text);
// SHA-256 of a file's content. Errors: those of InputFile.
std::string sha256_of_file(const std::filesystem::path& path);
std::string sha256_of_file(const InputFile& file);

// CRC-32C (Castagnoli, RFC 3720 B.4) of `bytes`, continued from `crc`, that of the bytes before.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t crc = 0);

// The CRC as eight hexadecimal digits.
std::string crc_text(std::uint32_t crc);

}  // namespace cantus
