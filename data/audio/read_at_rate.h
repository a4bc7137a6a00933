#pragma once

#include <filesystem>

#include "data/audio/audio.h"
#include "data/audio/read_audio.h"

namespace cantus {

// A file's sound, resampled.
struct SoundAtRate {
  Audio audio;
  int file_rate = 0;      // Hz
  double duration_s = 0;  // at the file's own rate
};

// Reads and resamples piece by piece: a long song is never in memory at its own rate. Errors: those
// of read_audio.
SoundAtRate read_at_rate(const std::filesystem::path& path, int sample_rate,
                         const ReadOptions& options = {});

}  // namespace cantus
