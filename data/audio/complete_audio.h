#pragma once

#include <filesystem>
#include <string>

#include "data/audio/audio_format.h"
#include "data/files/input_file.h"

namespace cantus {

// Throws Error(kBadData) for a file that ends too early, saying what was found and expected.
[[noreturn]] void refuse_truncated(const InputFile& file, AudioFormat format,
                                   const std::string& found, const std::string& expected);

// Throws Error(kBadData) for a file in which another stream begins at `offset`.
[[noreturn]] void refuse_second_stream(const InputFile& file, std::uint64_t offset);

// Refuses a file that is shorter than its own structure says: by the lengths of chunks, boxes,
// elements, objects or blocks in WAV, AIFF, MP4, Matroska, WMA and WavPack, by the last page in
// Ogg. libsndfile 1.2 and ffmpeg say nothing, or blame the disk. Does nothing for FLAC and MP3,
// whose samples are counted, and for AAC and AC-3, whose decoder reports a truncated last frame.
// Errors: kBadData, also for Ogg in which a second stream follows.
void require_complete(const InputFile& file, AudioFormat format);

// The same for any format; also counts the frames of MP3. Errors: those of InputFile; kBadData.
void require_complete(const std::filesystem::path& path);

}  // namespace cantus
