#pragma once

#include <string>
#include <vector>

#include "data/files/input_file.h"
#include "kernels/core/enum_names.h"

namespace cantus {

// The containers that are read; everything else is refused before a decoder sees it.
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

// What the `ffmpeg` program calls a format that it reads for us; null: libsndfile reads it.
const char* ffmpeg_name_of(AudioFormat format);

// The extensions by which folders are searched for sound files: ".wav", ".flac", ...
const std::vector<std::string>& sound_file_extensions();
// Those of sound that is not read, such as ".mpc": it is worth a word where a folder holds some.
const std::vector<std::string>& unread_sound_file_extensions();

// Tells the format from the first bytes, never from the file's name. Errors: kBadData.
AudioFormat sniff_audio_format(const InputFile& file);

}  // namespace cantus
