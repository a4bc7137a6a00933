#include "data/audio/audio_format.h"

#include <algorithm>
#include <string_view>

#include "data/audio/byte_window.h"
#include "data/audio/id3_tag.h"
#include "data/audio/mp3_frames.h"
#include "data/audio/sync_words.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

struct Container {
  AudioFormat format;
  // What the file begins with (`?` stands for any byte),
  std::vector<std::string> heads = {};
  // or what follows an ID3v2 tag, if there is one: some programs tag FLAC files like MP3 files.
  bool (*is_at)(const InputFile& file, std::uint64_t offset) = nullptr;
  const char* ffmpeg_name = nullptr;  // its demuxer; null: libsndfile decodes it
  std::vector<std::string> extensions;
};

bool is_flac_at(const InputFile& file, std::uint64_t offset) {
  return ByteWindow(file).at(offset, 4) == std::string_view("fLaC");
}

// Formats of one extension are adjacent; formats with weaker signatures come after stronger ones.
const std::vector<Container> kContainers = {
    {.format = AudioFormat::kWav,
     .heads = {"RIFF????WAVE", "RF64????WAVE"},
     .extensions = {".wav", ".wave"}},
    {.format = AudioFormat::kFlac, .is_at = is_flac_at, .extensions = {".flac"}},
    {.format = AudioFormat::kOggVorbis,
     .heads = {"OggS????????????????????????\x01vorbis"},
     .extensions = {".ogg", ".oga"}},
    {.format = AudioFormat::kOggFlac,
     .heads = {"OggS????????????????????????\x7f"
               "FLAC"},
     .ffmpeg_name = "ogg",
     .extensions = {}},
    {.format = AudioFormat::kOggOpus,
     .heads = {"OggS????????????????????????OpusHead"},
     .extensions = {".opus"}},
    {.format = AudioFormat::kMp3, .is_at = is_mp3_at, .extensions = {".mp3"}},
    {.format = AudioFormat::kAiff,
     .heads = {"FORM????AIFF", "FORM????AIFC"},
     .extensions = {".aif", ".aiff", ".aifc"}},
    {.format = AudioFormat::kMp4,
     .heads = {"????ftyp"},
     .ffmpeg_name = "mov",
     .extensions = {".m4a", ".m4b", ".mp4", ".mov", ".3gp"}},
    {.format = AudioFormat::kMatroska,
     .heads = {"\x1a\x45\xdf\xa3"},
     .ffmpeg_name = "matroska",
     .extensions = {".mkv", ".mka", ".webm"}},
    {.format = AudioFormat::kAsf,
     .heads = {"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9"},
     .ffmpeg_name = "asf",
     .extensions = {".wma"}},
    {.format = AudioFormat::kWavPack,
     .heads = {"wvpk"},
     .ffmpeg_name = "wv",
     .extensions = {".wv"}},
    {.format = AudioFormat::kAac, .is_at = is_aac_at, .ffmpeg_name = "aac", .extensions = {".aac"}},
    {.format = AudioFormat::kAc3, .is_at = is_ac3_at, .ffmpeg_name = "ac3", .extensions = {".ac3"}},
};

const std::vector<std::string> kUnread = {".amr", ".ape", ".au",  ".caf", ".dff",
                                          ".dsf", ".mp2", ".mpc", ".tta", ".w64"};

bool begins_with(std::string_view bytes, std::string_view head) {
  return bytes.size() >= head.size() &&
         std::equal(head.begin(), head.end(), bytes.begin(),
                    [](char wanted, char found) { return wanted == '?' || wanted == found; });
}

}  // namespace

const char* ffmpeg_name_of(AudioFormat format) {
  return std::ranges::find(kContainers, format, &Container::format)->ffmpeg_name;
}

const std::vector<std::string>& sound_file_extensions() {
  static const auto extensions = [] {
    std::vector<std::string> all;
    for (const Container& one : kContainers)
      all.insert(all.end(), one.extensions.begin(), one.extensions.end());
    return all;
  }();
  return extensions;
}

const std::vector<std::string>& unread_sound_file_extensions() { return kUnread; }

AudioFormat sniff_audio_format(const InputFile& file) {
  ByteWindow window(file);
  const std::string head(window.at(0, 64));
  const std::uint64_t behind_tag = skip_id3v2(file);
  for (const Container& one : kContainers) {
    const bool has_head = std::ranges::any_of(
        one.heads, [&](const std::string& wanted) { return begins_with(head, wanted); });
    if (has_head || (one.is_at != nullptr && one.is_at(file, behind_tag))) return one.format;
  }
  throw Error(Exit::kBadData, file.path().string(), "is not an audio file that can be read",
              join(names_of<AudioFormat>()), "convert it");
}

}  // namespace cantus
