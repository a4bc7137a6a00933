#include "data/audio/complete_audio.h"

#include <bit>
#include <functional>
#include <optional>
#include <string_view>

#include "data/audio/byte_window.h"
#include "data/audio/mp3_frames.h"
#include "data/audio/ogg_pages.h"
#include "data/files/byte_order.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Number = std::uint64_t (*)(std::string_view);

// Programs that write to a pipe cannot know the length: they write the largest signed or unsigned
// number, or the largest power of two, or a little less.
bool is_unknown_length(std::uint64_t length) {
  return (length >= 0x7fff0000U && length <= 0x80000000U) || length >= 0xffff0000U;
}

// RIFF and IFF: a 12-byte header, then chunks of (id, length, body padded to even length). RF64,
// for files over 4 GiB, gives the samples' length in 64 bits in a chunk of its own (EBU Tech 3306).
void require_complete_chunks(const InputFile& file, AudioFormat format) {
  const Number number = format == AudioFormat::kWav ? little_endian : big_endian;
  const std::string_view audio_id = format == AudioFormat::kWav ? "data" : "SSND";
  ByteWindow window(file);
  const bool is_rf64 = window.at(0, 4) == std::string_view("RF64");
  if (!is_rf64 && is_unknown_length(number(window.at(4, 4)))) return;
  std::uint64_t wide_length = 0;
  for (std::uint64_t offset = 12; offset + 8 <= file.size();) {
    const auto head = window.at(offset, 24);
    const bool is_audio = head.substr(0, 4) == audio_id;
    std::uint64_t length = number(head.substr(4, 4));
    if (is_rf64 && head.size() == 24 && head.substr(0, 4) == std::string_view("ds64"))
      wide_length = number(head.substr(16, 8));
    if (is_audio && is_unknown_length(length)) {
      if (!is_rf64) return;
      length = wide_length;
    }
    if (length > file.size() - offset - 8) {
      refuse_truncated(file, format, std::to_string(file.size()) + " bytes",
                       std::to_string(offset + 8 + length) + " bytes by its header");
    }
    if (is_audio) return;
    offset += 8 + length + length % 2;
  }
  refuse_truncated(file, format, "it has no sample chunk", std::string(audio_id) + " chunk");
}

// The length of a piece, from its first bytes; 0: it is truncated; none: its end is not
// stated.
using LengthOf = std::function<std::optional<std::uint64_t>(std::string_view head)>;

// Walks consecutive pieces up to the end of the file.
void require_pieces(const InputFile& file, AudioFormat format, const std::string& piece,
                    const std::string& pieces, const LengthOf& length_of) {
  constexpr std::size_t kLongestHead = 32;
  ByteWindow window(file);
  for (std::uint64_t offset = 0; offset < file.size();) {
    const auto length = length_of(window.at(offset, kLongestHead));
    if (!length) return;
    if (*length == 0 || *length > file.size() - offset)
      refuse_truncated(
          file, format,
          "the " + piece + " at byte " + std::to_string(offset) + " reaches past its end",
          pieces + " that fill the file");
    offset += *length;
  }
}

// MP4 (ISO/IEC 14496-12 4.2): boxes, the last of which may leave its length open.
void require_complete_boxes(const InputFile& file, AudioFormat format) {
  bool has_index = false;
  const auto length_of = [&](std::string_view head) -> std::optional<std::uint64_t> {
    const std::uint64_t stated = big_endian(head.substr(0, 4));
    if (stated == 0) return {};
    if (head.size() < 8) return 0;
    if (head.substr(4, 4) == "moov") has_index = true;
    const bool is_wide = stated == 1 && head.size() >= 16;
    const std::uint64_t length = is_wide ? big_endian(head.substr(8, 8)) : stated;
    return length < 8 ? 0 : length;
  };
  require_pieces(file, format, "box", "boxes", length_of);
  if (!has_index) refuse_truncated(file, format, "its index is missing", "moov box");
}

// Bytes of an EBML number (RFC 8794 4): the first byte's leading zeros count the bytes after it.
int ebml_width(std::string_view bytes) {
  return bytes.empty() ? 1 : std::countl_zero(static_cast<unsigned char>(bytes[0])) + 1;
}

// Matroska and WebM (RFC 9559): a live recording does not state the length of its segment.
void require_complete_elements(const InputFile& file, AudioFormat format) {
  require_pieces(file, format, "element", "elements",
                 [](std::string_view head) -> std::optional<std::uint64_t> {
                   const auto id_width = static_cast<std::size_t>(ebml_width(head));
                   if (id_width > 4) return {};  // padding
                   if (head.size() <= id_width) return 0;
                   const auto width = static_cast<std::size_t>(ebml_width(head.substr(id_width)));
                   if (width > 8) return {};
                   if (head.size() < id_width + width) return 0;
                   const std::uint64_t unknown = (std::uint64_t{1} << (7 * width)) - 1;
                   const std::uint64_t length = big_endian(head.substr(id_width, width)) & unknown;
                   if (length == unknown) return {};
                   return id_width + width + length;
                 });
}

// WMA (Advanced Systems Format): objects; only indices come after the sound.
void require_complete_objects(const InputFile& file, AudioFormat format) {
  bool is_behind_sound = false;
  require_pieces(file, format, "object", "objects",
                 [&](std::string_view head) -> std::optional<std::uint64_t> {
                   constexpr std::string_view kOfSound = "\x36\x26\xb2\x75";
                   if (is_behind_sound) return {};
                   if (head.size() < 24) return 0;
                   is_behind_sound = head.substr(0, 4) == kOfSound;
                   const std::uint64_t length = little_endian(head.substr(16, 8));
                   if (length == 0) return {};  // a broadcast
                   return length;
                 });
}

// WavPack: blocks, then tags; the first block states how many samples there are, unless the file
// was written to a pipe.
void require_complete_blocks(const InputFile& file, AudioFormat format) {
  constexpr std::uint64_t kUnknown = 0xffffffff;
  std::uint64_t num_samples = 0, stated = 0;
  require_pieces(
      file, format, "block", "blocks", [&](std::string_view head) -> std::optional<std::uint64_t> {
        if (head.substr(0, 4) != "wvpk") return {};
        if (head.size() < 32) return 0;
        if (num_samples == 0) stated = little_endian(head.substr(12, 4));
        num_samples = little_endian(head.substr(16, 4)) + little_endian(head.substr(20, 4));
        return little_endian(head.substr(4, 4)) + 8;
      });
  if (stated != kUnknown && num_samples < stated)
    refuse_truncated(file, format, std::to_string(num_samples) + " samples",
                     std::to_string(stated) + " by its header");
}

}  // namespace

void refuse_truncated(const InputFile& file, AudioFormat format, const std::string& found,
                      const std::string& expected) {
  throw Error(Exit::kBadData, file.path().string(), to_string(format) + " is truncated, " + found,
              expected, "replace the file");
}

void refuse_second_stream(const InputFile& file, std::uint64_t offset) {
  throw Error(Exit::kBadData, file.path().string() + "@" + std::to_string(offset),
              "a second stream begins where the first has ended", "one stream",
              "the decoder hears the first alone: write it anew as one, such as with ffmpeg");
}

void require_complete(const InputFile& file, AudioFormat format) {
  switch (format) {
    case AudioFormat::kWav:
    case AudioFormat::kAiff:
      return require_complete_chunks(file, format);
    case AudioFormat::kOggVorbis:
    case AudioFormat::kOggOpus:
    case AudioFormat::kOggFlac:
      return require_complete_pages(file, format);
    case AudioFormat::kMp4:
      return require_complete_boxes(file, format);
    case AudioFormat::kMatroska:
      return require_complete_elements(file, format);
    case AudioFormat::kAsf:
      return require_complete_objects(file, format);
    case AudioFormat::kWavPack:
      return require_complete_blocks(file, format);
    case AudioFormat::kFlac:
    case AudioFormat::kMp3:
    case AudioFormat::kAac:
    case AudioFormat::kAc3:
      return;
  }
}

void require_complete(const std::filesystem::path& path) {
  const InputFile file(path);
  const AudioFormat format = sniff_audio_format(file);
  require_complete(file, format);
  if (format == AudioFormat::kMp3) count_mp3_samples(file);
}

}  // namespace cantus
