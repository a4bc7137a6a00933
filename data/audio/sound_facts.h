#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace cantus {

struct SoundFacts {
  int num_channels = 0;
  std::string coding;  // libsndfile's words: "Signed 16 bit PCM", "Vorbis"
};

// What the header says; none for MP4. The file is known to be sound: read_audio took it.
std::optional<SoundFacts> read_sound_facts(const std::filesystem::path& path);

}  // namespace cantus
