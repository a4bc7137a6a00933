#include "data/files/base64.h"

#include <cstdint>

namespace cantus {

std::string base64(std::string_view bytes) {
  constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string letters;
  letters.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view three = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < three.size() ? static_cast<std::uint8_t>(three[i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i)
      letters += i <= three.size() ? kLetters[bits >> (18 - 6 * i) & 63] : '=';
  }
  return letters;
}

}  // namespace cantus
