#pragma once

#include <string>
#include <vector>

#include "data/files/input_file.h"
#include "kernels/core/enum_names.h"

namespace cantus {

// The containers that are read; everything else is refused before a decoder sees it.
enum class AudioFormat { kWav, kAiff, kFlac, kOggVorbis, kOggOpus, kMp3, kMp4 };

template <>
struct EnumNames<AudioFormat> {
  static constexpr std::array kNames{"WAV", "AIFF", "FLAC", "Ogg Vorbis", "Opus", "MP3", "MP4"};
};

// The extensions by which folders are searched for sound files: ".wav", ".flac", ...
const std::vector<std::string>& sound_file_extensions();
// Those of sound that is not read, such as ".wma": it is worth a word where a folder holds some.
const std::vector<std::string>& unread_sound_file_extensions();

// Tells the format from the first bytes, never from the file's name. Errors: kBadData.
AudioFormat sniff_audio_format(const InputFile& file);

// Throws Error(kBadData) of a file that ends too early: what was found, and what there should be.
[[noreturn]] void refuse_truncated(const InputFile& file, AudioFormat format,
                                   const std::string& found, const std::string& expected);

// Throws Error(kBadData) of a file in which another stream begins at `offset`.
[[noreturn]] void refuse_second_stream(const InputFile& file, std::uint64_t offset);

// Refuses a file that ends before its own structure says it does: the chunk lengths of WAV, AIFF
// and MP4, the last page of Ogg. libsndfile 1.2 is silent about them. FLAC and MP3 are counted
// instead. Errors: kBadData, also for Ogg in which a second stream follows.
void require_complete(const InputFile& file, AudioFormat format);

}  // namespace cantus
