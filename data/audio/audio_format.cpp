#include "data/audio/audio_format.h"

#include "data/audio/byte_window.h"
#include "data/audio/id3_tag.h"
#include "data/audio/mp3_frames.h"
#include "data/files/byte_order.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

const std::vector<std::string> kExtensions = {".wav", ".wave", ".flac", ".ogg",  ".oga", ".opus",
                                              ".mp3", ".aif",  ".aiff", ".aifc", ".m4a", ".mp4"};

const std::vector<std::string> kUnread = {".aac", ".ac3",  ".amr", ".ape", ".au",  ".caf",
                                          ".dff", ".dsf",  ".mka", ".mp2", ".mpc", ".tta",
                                          ".w64", ".webm", ".wma", ".wv"};

using Number = std::uint64_t (*)(std::string_view);

// Programs that write to a pipe cannot know the length: they leave the largest number, with or
// without a sign, or the greatest power of two, or a little less.
bool is_unknown_length(std::uint64_t length) {
  return (length >= 0x7fff0000U && length <= 0x80000000U) || length >= 0xffff0000U;
}

// RIFF and IFF: a 12-byte head, then chunks of (id, length, body padded to even length). RF64, for
// files over 4 GiB, gives the samples' length in 64 bits in a chunk of its own (EBU Tech 3306).
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

// Ogg (RFC 3533): every page names its length; the last one carries the end-of-stream flag.
void require_complete_pages(const InputFile& file, AudioFormat format) {
  constexpr std::size_t kPageHead = 27;
  ByteWindow window(file);
  std::uint64_t offset = 0;
  bool has_ended = false;
  while (offset < file.size()) {
    const auto head = window.at(offset, kPageHead + 255);
    if (head.substr(0, 4) != std::string_view("OggS")) break;
    std::uint64_t length = kPageHead;
    if (head.size() >= kPageHead) {
      constexpr char kBeginsStream = 2;
      if (has_ended && (head[5] & kBeginsStream) != 0) refuse_second_stream(file, offset);
      const auto num_segments = static_cast<unsigned char>(head[26]);
      length += num_segments;
      for (const char c : head.substr(kPageHead, num_segments)) {
        length += static_cast<unsigned char>(c);
      }
      has_ended = (head[5] & 4) != 0;
    }
    offset += length;
    if (offset > file.size()) {
      refuse_truncated(file, format,
                       "its last page lacks " + std::to_string(offset - file.size()) + " bytes",
                       "whole pages");
    }
  }
  if (offset < file.size() && !has_ended) {
    throw Error(Exit::kBadData, file.path().string() + "@" + std::to_string(offset),
                to_string(format) + " is damaged, no page starts here", "OggS", "replace the file");
  }
  if (!has_ended) refuse_truncated(file, format, "its last page is missing", "end of stream");
}

// MP4 (ISO/IEC 14496-12 4.2): top-level boxes that fill the file.
void require_complete_boxes(const InputFile& file) {
  ByteWindow window(file);
  std::uint64_t offset = 0;
  bool has_index = false;
  while (offset < file.size()) {
    const auto head = window.at(offset, 16);
    std::uint64_t length = big_endian(head.substr(0, 4));
    if (head.size() >= 8 && head.substr(4, 4) == "moov") has_index = true;
    if (length == 0) break;  // up to the end of the file
    if (length == 1 && head.size() == 16) length = big_endian(head.substr(8, 8));
    if (head.size() < 8 || length < 8 || length > file.size() - offset) {
      refuse_truncated(file, AudioFormat::kMp4,
                       "the box at byte " + std::to_string(offset) + " reaches past its end",
                       "boxes that fill the file");
    }
    offset += length;
  }
  if (!has_index) refuse_truncated(file, AudioFormat::kMp4, "its index is missing", "moov box");
}

}  // namespace

const std::vector<std::string>& sound_file_extensions() { return kExtensions; }
const std::vector<std::string>& unread_sound_file_extensions() { return kUnread; }

AudioFormat sniff_audio_format(const InputFile& file) {
  ByteWindow window(file);
  const auto head = window.at(0, 512);
  const auto has = [&](std::size_t offset, std::string_view magic) {
    return head.size() >= offset + magic.size() && head.substr(offset, magic.size()) == magic;
  };
  if ((has(0, "RIFF") || has(0, "RF64")) && has(8, "WAVE")) return AudioFormat::kWav;
  if (has(0, "FORM") && (has(8, "AIFF") || has(8, "AIFC"))) return AudioFormat::kAiff;
  if (has(4, "ftyp")) return AudioFormat::kMp4;
  if (has(0, "OggS")) {
    if (has(28, "\x01vorbis")) return AudioFormat::kOggVorbis;
    if (has(28, "OpusHead")) return AudioFormat::kOggOpus;
  }
  const std::uint64_t behind_tags = skip_id3v2(file);
  // Some programs tag FLAC as MP3 files are tagged; libsndfile skips that as well.
  if (window.at(behind_tags, 4) == std::string_view("fLaC")) return AudioFormat::kFlac;
  if (is_mp3_at(file, behind_tags)) return AudioFormat::kMp3;
  throw Error(Exit::kBadData, file.path().string(), "is not an audio file that can be read",
              "WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF or MP4", "convert it");
}

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
      return require_complete_pages(file, format);
    case AudioFormat::kMp4:
      return require_complete_boxes(file);
    case AudioFormat::kFlac:
    case AudioFormat::kMp3:
      return;
  }
}

}  // namespace cantus
