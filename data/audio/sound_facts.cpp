#include "data/audio/sound_facts.h"

#include "data/audio/audio_format.h"
#include "data/audio/sound_file.h"
#include "data/files/input_file.h"

namespace cantus {

std::optional<SoundFacts> read_sound_facts(const std::filesystem::path& path) {
  const InputFile file(path);
  if (sniff_audio_format(file) == AudioFormat::kMp4) return std::nullopt;
  const SoundFile opened(file.fd(), SoundFile::End::kSeen);
  if (!opened.is_open()) return std::nullopt;
  SF_FORMAT_INFO coding{};
  coding.format = opened.info().format & SF_FORMAT_SUBMASK;
  const bool is_known = sf_command(nullptr, SFC_GET_FORMAT_INFO, &coding, sizeof coding) == 0;
  return SoundFacts{opened.info().channels, is_known && coding.name ? coding.name : "unknown"};
}

}  // namespace cantus
