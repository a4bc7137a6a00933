#include "data/audio/ogg_pages.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "data/audio/byte_window.h"
#include "data/audio/complete_audio.h"
#include "data/files/byte_order.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::size_t kHeadBytes = 27, kMostSegments = 255;
constexpr char kBeginsStream = 2, kEndsStream = 4;

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i << 24;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1) ^ ((crc >> 31) != 0 ? 0x04c11db7 : 0);
    table[i] = crc;
  }
  return table;
}

// CRC-32 with the highest bit first, with the checksum's own four bytes as zeros.
bool fits_checksum(std::string_view page) {
  static constexpr auto kTable = crc_table();
  constexpr std::size_t kAt = 22, kBytes = 4;
  std::uint32_t crc = 0;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const bool is_checksum = i >= kAt && i < kAt + kBytes;
    const std::uint32_t byte = is_checksum ? 0 : static_cast<unsigned char>(page[i]);
    crc = (crc << 8) ^ kTable[(crc >> 24) ^ byte];
  }
  return crc == little_endian(page.substr(kAt, kBytes));
}

// The length of the page that begins with `head`.
std::uint64_t length_of(std::string_view head) {
  if (head.size() < kHeadBytes) return kHeadBytes;
  const auto num_segments = static_cast<unsigned char>(head[kHeadBytes - 1]);
  std::uint64_t length = kHeadBytes + num_segments;
  for (const char c : head.substr(kHeadBytes, num_segments))
    length += static_cast<unsigned char>(c);
  return length;
}

[[noreturn]] void refuse_page(const InputFile& file, AudioFormat format, std::uint64_t offset,
                              const std::string& found, const std::string& expected) {
  throw Error(Exit::kBadData, file.path().string() + "@" + std::to_string(offset),
              to_string(format) + " is damaged, " + found, expected, "replace the file");
}

}  // namespace

// RFC 3533: every page states its length; the last one carries the end-of-stream flag.
void require_complete_pages(const InputFile& file, AudioFormat format) {
  ByteWindow window(file);
  std::uint64_t offset = 0;
  bool has_ended = false;
  while (offset < file.size()) {
    const auto head = window.at(offset, kHeadBytes + kMostSegments);
    if (head.substr(0, 4) != std::string_view("OggS")) break;
    const std::uint64_t length = length_of(head);
    if (length > file.size() - offset) {
      refuse_truncated(
          file, format,
          "its last page lacks " + std::to_string(offset + length - file.size()) + " bytes",
          "whole pages");
    }
    if (has_ended && (head[5] & kBeginsStream) != 0) refuse_second_stream(file, offset);
    has_ended = (head[5] & kEndsStream) != 0;
    if (!fits_checksum(window.at(offset, length)))
      refuse_page(file, format, offset, "the page here does not fit its checksum", "whole pages");
    offset += length;
  }
  if (offset < file.size() && !has_ended)
    refuse_page(file, format, offset, "no page starts here", "OggS");
  if (!has_ended) refuse_truncated(file, format, "its last page is missing", "end of stream");
}

}  // namespace cantus
