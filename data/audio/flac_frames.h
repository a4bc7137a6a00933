#pragma once

#include <cstdint>
#include <optional>

#include "data/files/input_file.h"

namespace cantus {

// Samples of each channel of a FLAC file whose header leaves their number open, as one that was
// written to a pipe does, by the number that its last frame has (RFC 9639, section 9.1). None where
// the header tells. Errors: kBadData when the file does not end with a whole frame.
std::optional<std::uint64_t> count_flac_samples(const InputFile& file);

// Where behind a FLAC file's metadata another stream begins, as in files put one behind the other;
// the decoder hears the first alone.
std::optional<std::uint64_t> second_flac_stream(const InputFile& file);

}  // namespace cantus
