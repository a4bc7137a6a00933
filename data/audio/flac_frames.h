#pragma once

#include <cstdint>
#include <optional>

#include "data/files/input_file.h"

namespace cantus {

// Samples per channel of a FLAC file whose header does not state them, as when it was written to a
// pipe, computed from the coded number in its last frame (RFC 9639, section 9.1). None where the
// header states them. Errors: kBadData when the file does not end with a whole frame.
std::optional<std::uint64_t> count_flac_samples(const InputFile& file);

// The offset of a second stream after a FLAC file's metadata, as in concatenated files, of which
// the decoder decodes only the first; none where there is one stream.
std::optional<std::uint64_t> second_flac_stream(const InputFile& file);

}  // namespace cantus
