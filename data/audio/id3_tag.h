#pragma once

#include <cstdint>

#include "data/files/input_file.h"

namespace cantus {

// The offset of the audio: after the ID3v2 tag that MP3 and some FLAC files have, else 0.
std::uint64_t skip_id3v2(const InputFile& file);

}  // namespace cantus
