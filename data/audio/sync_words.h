#pragma once

#include <cstdint>

#include "data/files/input_file.h"

namespace cantus {

// Detect raw streams without a container by the sync words of their frames.

// AAC in ADTS frames (ISO/IEC 13818-7 6.2): true for two in a row, or one and the end of the file.
bool is_aac_at(const InputFile& file, std::uint64_t offset);

// AC-3 (ATSC A/52 5.3): true for a frame header whose sample rate and bit rate codes are valid.
bool is_ac3_at(const InputFile& file, std::uint64_t offset);

}  // namespace cantus
