#pragma once

#include <filesystem>
#include <string>

#include "data/audio/audio_format.h"
#include "data/files/input_file.h"

namespace cantus {

// Throws Error(kBadData) of a file that ends too early: what was found, and what there should be.
[[noreturn]] void refuse_truncated(const InputFile& file, AudioFormat format,
                                   const std::string& found, const std::string& expected);

// Throws Error(kBadData) of a file in which another stream begins at `offset`.
[[noreturn]] void refuse_second_stream(const InputFile& file, std::uint64_t offset);

// Refuses a file that ends before its own structure says it does: the lengths of what WAV, AIFF,
// MP4, Matroska, WMA and WavPack are made of, the last page of Ogg. libsndfile 1.2 and ffmpeg are
// silent about them, or blame the disk. FLAC and MP3 are counted instead, and of AAC and AC-3 the
// decoder misses the last frame's end. Errors: kBadData, also for Ogg in which a second stream
// follows.
void require_complete(const InputFile& file, AudioFormat format);

// Of whatever format, the frames of MP3 counted. Errors: those of InputFile; kBadData.
void require_complete(const std::filesystem::path& path);

}  // namespace cantus
