#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "data/files/input_file.h"

namespace cantus {

// The 4-byte header of each MPEG audio layer III frame (ISO/IEC 11172-3 2.4.1.3).
struct Mp3Header {
  int sample_rate;  // Hz
  int num_bytes;    // of the frame, including its header
  int num_samples;  // of each channel: 1152 (MPEG 1) or 576 (MPEG 2, 2.5)
  int num_channels;
  int side_info_bytes;
};

std::optional<Mp3Header> parse_mp3_header(std::string_view bytes);

// True when two whole frames in a row (or one and the end of the file) begin at `offset`.
bool is_mp3_at(const InputFile& file, std::uint64_t offset);

struct Mp3Estimate {
  int num_channels = 0;
  double duration_s = 0;
};

// Reads the first frame alone. The duration is the encoder's frame count or, without one, the
// file's size over that frame's. None where no frame follows the tags.
std::optional<Mp3Estimate> estimate_mp3(const InputFile& file);

struct Mp3Count {
  std::uint64_t num_samples = 0;     // of each channel
  std::uint64_t num_lost_bytes = 0;  // bytes between frames that belong to none
  std::uint64_t first_lost = 0;      // offset of the first such byte
  double first_lost_s = 0;           // its time in the sound
};

// Counts the samples of all frames, including those that hold only the encoder's own data or
// padding. Errors: kBadData when the last frame is truncated, or when there are fewer frames than
// the encoder counted (Xing, Info or VBRI header of the first frame).
Mp3Count count_mp3_samples(const InputFile& file);

}  // namespace cantus
