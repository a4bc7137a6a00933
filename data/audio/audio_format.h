#pragma once

#include <string>
#include <vector>

#include "data/files/input_file.h"
#include "kernels/core/enum_names.h"

namespace cantus {

// The sound file formats that are read; any other is refused before a decoder sees it.
enum class AudioFormat {
  kWav,
  kAiff,
  kFlac,
  kOggVorbis,
  kOggOpus,
  kMp3,
  kMp4,
  kMatroska,
  kAsf,
  kAac,
  kAc3,
  kWavPack,
  kOggFlac
};

template <>
struct EnumNames<AudioFormat> {
  static constexpr std::array kNames{"WAV",  "AIFF",    "FLAC",     "Ogg Vorbis", "Opus",
                                     "MP3",  "MP4",     "Matroska", "WMA",        "AAC",
                                     "AC-3", "WavPack", "Ogg FLAC"};
};

// The `ffmpeg` program's name of a format that it decodes for us; null: libsndfile decodes it.
const char* ffmpeg_name_of(AudioFormat format);

// The extensions by which folders are searched for sound files: ".wav", ".flac", ...
const std::vector<std::string>& sound_file_extensions();
// Extensions of sound files that are not read, such as ".mpc", to warn of them in a folder.
const std::vector<std::string>& unread_sound_file_extensions();

// Detects the format from the first bytes, never from the file's name. Errors: kBadData.
AudioFormat sniff_audio_format(const InputFile& file);

}  // namespace cantus
