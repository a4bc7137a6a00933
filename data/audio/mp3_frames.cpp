#include "data/audio/mp3_frames.h"

#include <algorithm>
#include <array>

#include "data/audio/byte_window.h"
#include "data/audio/complete_audio.h"
#include "data/audio/id3_tag.h"
#include "data/files/byte_order.h"

namespace cantus {
namespace {

constexpr std::array<int, 15> kMpeg1Kbps{0,   32,  40,  48,  56,  64,  80, 96,
                                         112, 128, 160, 192, 224, 256, 320};
constexpr std::array<int, 15> kMpeg2Kbps{0,  8,  16, 24,  32,  40,  48, 56,
                                         64, 80, 96, 112, 128, 144, 160};
constexpr std::array<int, 3> kMpeg1Rates{44100, 48000, 32000};

// Whether a tag begins here that ends the file's audio.
bool is_tag(std::string_view bytes) {
  for (const std::string_view tag : {"TAG", "APETAGEX", "LYRICSBEGIN", "ID3"}) {
    if (bytes.substr(0, tag.size()) == tag) return true;
  }
  return false;
}

bool is_zero(ByteWindow& window, std::uint64_t begin, std::uint64_t end) {
  while (begin < end && window.at(begin, 1)[0] == '\0') ++begin;
  return begin == end;
}

// The encoder's frame count.
std::optional<std::uint64_t> encoder_frame_count(std::string_view frame, const Mp3Header& header) {
  const std::size_t xing = 4 + static_cast<std::size_t>(header.side_info_bytes);
  if (frame.size() >= xing + 12) {
    const auto magic = frame.substr(xing, 4);
    const bool has_count = (big_endian(frame.substr(xing + 4, 4)) & 1) != 0;
    if ((magic == "Xing" || magic == "Info") && has_count) {
      return big_endian(frame.substr(xing + 8, 4));
    }
  }
  constexpr std::size_t kVbri = 36;
  if (frame.size() >= kVbri + 18 && frame.substr(kVbri, 4) == "VBRI") {
    return big_endian(frame.substr(kVbri + 14, 4));
  }
  return std::nullopt;
}

bool starts_frames(ByteWindow& window, std::uint64_t offset) {
  const auto first = parse_mp3_header(window.at(offset, 4));
  if (!first) return false;
  const std::uint64_t next = offset + first->num_bytes;
  if (next >= window.size()) return true;
  const auto second = parse_mp3_header(window.at(next, 4));
  return (second && second->sample_rate == first->sample_rate) || is_tag(window.at(next, 16)) ||
         is_zero(window, next, std::min(next + 16, window.size()));
}

}  // namespace

std::optional<Mp3Header> parse_mp3_header(std::string_view bytes) {
  if (bytes.size() < 4) return std::nullopt;
  const auto word = static_cast<std::uint32_t>(big_endian(bytes.substr(0, 4)));
  const std::uint32_t version = word >> 19 & 3, layer = word >> 17 & 3;
  const std::uint32_t rate = word >> 12 & 15, frequency = word >> 10 & 3;
  // Free-format streams (rate 0) carry no frame length and cannot be told from noise.
  if (word >> 21 != 0x7ff || version == 1 || layer != 1 || rate == 0 || rate == 15 ||
      frequency == 3) {
    return std::nullopt;
  }
  const bool is_mpeg1 = version == 3, is_mono = (word >> 6 & 3) == 3;
  Mp3Header header{};
  header.sample_rate = kMpeg1Rates[frequency] >> (is_mpeg1 ? 0 : version == 2 ? 1 : 2);
  header.num_samples = is_mpeg1 ? 1152 : 576;
  header.num_channels = is_mono ? 1 : 2;
  header.num_bytes = header.num_samples / 8 * 1000 * (is_mpeg1 ? kMpeg1Kbps : kMpeg2Kbps)[rate] /
                         header.sample_rate +
                     static_cast<int>(word >> 9 & 1);
  header.side_info_bytes = is_mpeg1 ? (is_mono ? 17 : 32) : (is_mono ? 9 : 17);
  return header;
}

bool is_mp3_at(const InputFile& file, std::uint64_t offset) {
  ByteWindow window(file);
  return starts_frames(window, offset);
}

std::optional<Mp3Estimate> estimate_mp3(const InputFile& file) {
  ByteWindow window(file);
  const std::uint64_t offset = skip_id3v2(file);
  const auto header = parse_mp3_header(window.at(offset, 4));
  if (!header) return std::nullopt;
  const auto counted = encoder_frame_count(window.at(offset, header->num_bytes), *header);
  const double num_frames = counted ? static_cast<double>(*counted)
                                    : static_cast<double>(file.size() - offset) / header->num_bytes;
  return Mp3Estimate{header->num_channels, num_frames * header->num_samples / header->sample_rate};
}

Mp3Count count_mp3_samples(const InputFile& file) {
  ByteWindow window(file);
  Mp3Count count;
  std::uint64_t offset = skip_id3v2(file), end_of_frames = offset, num_frames = 0;
  int sample_rate = 1;
  std::optional<std::uint64_t> expected;
  bool is_lost = false;
  while (offset < file.size()) {
    const auto header = parse_mp3_header(window.at(offset, 4));
    if (!header || (is_lost && !starts_frames(window, offset))) {
      if (is_tag(window.at(offset, 16))) break;
      is_lost = true;  // search for the next frame, as decoders do
      if (count.num_lost_bytes++ == 0) {
        count.first_lost = offset;
        count.first_lost_s = static_cast<double>(count.num_samples) / sample_rate;
      }
      ++offset;
      continue;
    }
    is_lost = false;
    if (num_frames == 0) {
      expected = encoder_frame_count(window.at(offset, header->num_bytes), *header);
    }
    end_of_frames = offset += header->num_bytes;
    if (offset > file.size()) {
      refuse_truncated(file, AudioFormat::kMp3,
                       "its last frame lacks " + std::to_string(offset - file.size()) + " bytes",
                       "whole frames");
    }
    ++num_frames;
    count.num_samples += header->num_samples;
    sample_rate = header->sample_rate;
  }
  // Zeros between frames are a hole left by a bad disk; after the last frame they are padding.
  if (is_zero(window, end_of_frames, offset)) count.num_lost_bytes -= offset - end_of_frames;
  // Some encoders also count the frame that holds the count, others do not.
  if (expected && num_frames < *expected) {
    refuse_truncated(file, AudioFormat::kMp3, std::to_string(num_frames) + " frames",
                     std::to_string(*expected) + " frames by its header");
  }
  return count;
}

}  // namespace cantus
