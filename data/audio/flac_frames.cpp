#include "data/audio/flac_frames.h"

#include <algorithm>
#include <bit>
#include <string>
#include <string_view>

#include "data/audio/byte_window.h"
#include "data/audio/id3_tag.h"
#include "data/files/byte_order.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// Holds a frame of the longest block with eight channels of 32 bits, and a tag after it.
constexpr std::uint64_t kMostBytes = std::uint64_t{3} << 20;

// Whether the bytes end with their own CRC-8.
bool fits_crc8(std::string_view bytes) {
  std::uint32_t crc = 0;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1 ^ ((crc & 0x80) != 0 ? 0x07 : 0)) & 0xff;
  }
  return crc == 0;
}

// The CRC-16 of bytes added from the last to the first, so that each possible start of a frame is
// checked in one step, however long the frame.
class ReversedCrc16 {
 public:
  void prepend(std::uint32_t byte) {
    remainder_ ^= times_weight(byte);
    weight_ = times_weight(0x100);
  }
  // Whether the bytes so far end with their own CRC: as a polynomial, they leave no remainder.
  bool fits() const { return remainder_ == 0; }

 private:
  // Multiplies modulo the CRC's polynomial, over GF(2).
  std::uint32_t times_weight(std::uint32_t factor) const {
    std::uint32_t product = 0;
    for (std::uint32_t power = weight_; factor != 0; factor >>= 1) {
      if ((factor & 1) != 0) product ^= power;
      power = (power << 1 ^ ((power & 0x8000) != 0 ? 0x8005 : 0)) & 0xffff;
    }
    return product;
  }

  std::uint32_t remainder_ = 0;
  std::uint32_t weight_ = 1;  // of the next byte
};

// Samples of the stream up to the end of the frame at the start of `bytes`; none where they do not
// start with a frame header.
std::optional<std::uint64_t> samples_until_end_of(std::string_view bytes,
                                                  std::uint64_t fixed_block) {
  const auto byte = [&](std::size_t i) -> std::uint64_t {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
  };
  if (byte(0) != 0xff || (byte(1) & 0xfe) != 0xf8) return std::nullopt;
  // The frame or sample number is coded like UTF-8, in up to seven bytes.
  const int num_ones = std::countl_one(static_cast<std::uint8_t>(byte(4)));
  if (num_ones == 1 || num_ones == 8) return std::nullopt;
  std::uint64_t number = byte(4) & (0xff >> (num_ones + 1));
  std::size_t at = 5;
  for (int i = 1; i < num_ones; ++i) number = number << 6 | (byte(at++) & 0x3f);

  const std::uint64_t size_code = byte(2) >> 4, rate_code = byte(2) & 15;
  std::uint64_t block = 0;
  if (size_code == 1) block = 192;
  if (size_code >= 2 && size_code <= 5) block = 576 << (size_code - 2);
  if (size_code == 6) block = byte(at) + 1;
  if (size_code == 7) block = (byte(at) << 8 | byte(at + 1)) + 1;
  if (size_code >= 8) block = 256 << (size_code - 8);
  if (size_code == 6 || size_code == 7) at += size_code - 5;
  if (rate_code >= 12) at += rate_code == 12 ? 1 : 2;
  if (block == 0 || at >= bytes.size() || !fits_crc8(bytes.substr(0, at + 1))) return std::nullopt;
  const bool counts_samples = (byte(1) & 1) != 0;
  return (counts_samples ? number : number * fixed_block) + block;
}

constexpr std::string_view kMagic = "fLaC";

// Every stream begins with the STREAMINFO block: type 0, 34 bytes long.
bool begins_stream(std::string_view bytes) {
  return bytes.size() >= 8 && bytes.starts_with(kMagic) &&
         (big_endian(bytes.substr(4, 4)) & 0x7fffffff) == 34;
}

std::uint64_t end_of_metadata(ByteWindow& window, std::uint64_t begin) {
  std::uint64_t offset = begin + kMagic.size();
  for (bool is_last = false; !is_last && offset < window.size();) {
    const std::string_view head = window.at(offset, 4);
    if (head.size() < 4) return window.size();
    is_last = (head[0] & 0x80) != 0;
    offset += 4 + big_endian(head.substr(1, 3));
  }
  return offset;
}

}  // namespace

std::optional<std::uint64_t> second_flac_stream(const InputFile& file) {
  constexpr std::size_t kPiece = std::size_t{1} << 12;  // several to a window, wherever it begins
  ByteWindow window(file);
  std::uint64_t offset = end_of_metadata(window, skip_id3v2(file));
  while (offset < file.size()) {
    const std::string_view piece = window.at(offset, kPiece);
    const std::size_t found = piece.find(kMagic);
    if (found == piece.npos) {
      if (piece.size() < kPiece) break;
      offset += piece.size() - (kMagic.size() - 1);
      continue;
    }
    offset += found;
    if (begins_stream(window.at(offset, 8))) return offset;
    ++offset;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> count_flac_samples(const InputFile& file) {
  std::string head(26, '\0');  // up to the number of samples in STREAMINFO
  if (file.read_at(skip_id3v2(file), head.data(), head.size()) < head.size()) return std::nullopt;
  const std::string_view stated = head;
  if (!begins_stream(stated)) return std::nullopt;
  if ((big_endian(stated.substr(21, 1)) & 15) != 0 || big_endian(stated.substr(22, 4)) != 0)
    return std::nullopt;
  const std::uint64_t fixed_block = big_endian(stated.substr(10, 2));

  const std::uint64_t num_bytes = std::min(file.size(), kMostBytes);
  std::string end(num_bytes, '\0');
  end.resize(file.read_at(file.size() - num_bytes, end.data(), end.size()));
  constexpr std::size_t kTagBytes = 128;  // ID3v1
  if (end.size() > kTagBytes && end.compare(end.size() - kTagBytes, 3, "TAG") == 0)
    end.resize(end.size() - kTagBytes);
  ReversedCrc16 crc;
  for (std::size_t start = end.size(); start-- > 0;) {
    crc.prepend(static_cast<unsigned char>(end[start]));
    if (!crc.fits()) continue;
    const auto num_samples = samples_until_end_of(std::string_view(end).substr(start), fixed_block);
    if (num_samples) return num_samples;
  }
  throw Error(Exit::kBadData, file.path().string(), "FLAC is truncated, no whole frame ends it",
              "whole frames", "replace the file");
}

}  // namespace cantus
