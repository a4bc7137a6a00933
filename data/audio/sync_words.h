#pragma once

#include <cstdint>

#include "data/files/input_file.h"

namespace cantus {

// Sound without a container around it, which only the words say that open its frames.

// AAC in frames of ADTS (ISO/IEC 13818-7 6.2): two in a row, or one and the end of the file.
bool is_aac_at(const InputFile& file, std::uint64_t offset);

// AC-3 (ATSC A/52 5.3): the head of a frame, whose rates are some that there are.
bool is_ac3_at(const InputFile& file, std::uint64_t offset);

}  // namespace cantus
