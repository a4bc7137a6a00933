#include "data/audio/sync_words.h"

#include <string_view>

#include "data/audio/byte_window.h"
#include "data/files/byte_order.h"

namespace cantus {
namespace {

// The length of the ADTS frame that begins `head`; 0 where none does.
std::uint64_t adts_bytes(std::string_view head) {
  if (head.size() < 7) return 0;
  const std::uint64_t word = big_endian(head.substr(0, 7));
  const bool is_sync = word >> 44 == 0xfff && (word >> 41 & 3) == 0;
  const bool has_rate = (word >> 34 & 15) < 13;
  const std::uint64_t num_bytes = word >> 13 & 0x1fff;
  return is_sync && has_rate && num_bytes > 7 ? num_bytes : 0;
}

}  // namespace

bool is_aac_at(const InputFile& file, std::uint64_t offset) {
  ByteWindow window(file);
  const std::uint64_t num_bytes = adts_bytes(window.at(offset, 7));
  if (num_bytes == 0) return false;
  return offset + num_bytes >= file.size() || adts_bytes(window.at(offset + num_bytes, 7)) > 0;
}

bool is_ac3_at(const InputFile& file, std::uint64_t offset) {
  ByteWindow window(file);
  const auto head = window.at(offset, 6);
  if (head.size() < 6 || big_endian(head.substr(0, 2)) != 0x0b77) return false;
  const auto rates = static_cast<unsigned char>(head[4]),
             version = static_cast<unsigned char>(head[5]);
  return rates >> 6 < 3 && (rates & 63) < 38 && version >> 3 <= 10;
}

}  // namespace cantus
