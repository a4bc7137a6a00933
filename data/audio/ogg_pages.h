#pragma once

#include "data/audio/audio_format.h"
#include "data/files/input_file.h"

namespace cantus {

// Throws Error(kBadData) unless the file is one Ogg stream of whole pages with valid checksums, up
// to the end-of-stream flag: decoders silently skip a damaged page, and do not notice that the last
// one is missing.
void require_complete_pages(const InputFile& file, AudioFormat format);

}  // namespace cantus
