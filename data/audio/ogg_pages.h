#pragma once

#include "data/audio/audio_format.h"
#include "data/files/input_file.h"

namespace cantus {

// Throws Error(kBadData) unless the file is one stream of whole pages of Ogg up to the end of the
// stream, each as its checksum says: decoders skip one that is not, and of the last nobody misses
// what it held.
void require_complete_pages(const InputFile& file, AudioFormat format);

}  // namespace cantus
