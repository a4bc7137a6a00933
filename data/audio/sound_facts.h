#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace cantus {

// What a sound file's header says, unverified: for estimates before any decoding.
struct SoundFacts {
  int num_channels = 0;
  std::string coding;  // in libsndfile's or ffmpeg's words: "Signed 16 bit PCM", "Vorbis"
  std::optional<double> duration_s;  // none when it is not stated (some streams)
};

// None for formats that ffmpeg decodes. Errors: those of InputFile; kBadData for no sound file.
std::optional<SoundFacts> read_sound_facts(const std::filesystem::path& path);

// The same and, for formats that ffmpeg decodes, what its companion `ffprobe` (if installed) says
// of the first sound track; a tenth of a second per file.
std::optional<SoundFacts> probe_sound_facts(const std::filesystem::path& path);

}  // namespace cantus
