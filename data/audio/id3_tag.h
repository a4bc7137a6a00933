#pragma once

#include <cstdint>

#include "data/files/input_file.h"

namespace cantus {

// Where the audio begins: past an ID3v2 tag, as MP3 files and some of FLAC have one, else 0.
std::uint64_t skip_id3v2(const InputFile& file);

}  // namespace cantus
