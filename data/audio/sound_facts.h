#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace cantus {

// What a sound file's header says, for estimates before any decoding: not to be believed.
struct SoundFacts {
  int num_channels = 0;
  std::string coding;  // in libsndfile's or ffmpeg's words: "Signed 16 bit PCM", "Vorbis"
  std::optional<double> duration_s;  // none when it is not stated (some streams)
};

// None for what ffmpeg reads. Errors: those of InputFile; kBadData for what is no sound file.
std::optional<SoundFacts> read_sound_facts(const std::filesystem::path& path);

// The same and, of what ffmpeg reads, what its companion `ffprobe` says of the first sound track,
// where it is installed: a tenth of a second a file.
std::optional<SoundFacts> probe_sound_facts(const std::filesystem::path& path);

}  // namespace cantus
