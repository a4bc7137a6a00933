#include "data/audio/stated_duration.h"

#include "data/audio/audio_format.h"
#include "data/audio/mp3_frames.h"
#include "data/audio/sound_file.h"
#include "data/files/input_file.h"

namespace cantus {

std::optional<double> stated_duration_s(const std::filesystem::path& path) {
  const InputFile file(path);
  const AudioFormat format = sniff_audio_format(file);
  require_complete(file, format);
  if (format == AudioFormat::kMp4) return std::nullopt;
  const SoundFile opened(file.fd(), SoundFile::End::kSeen);
  if (!opened.is_open()) return std::nullopt;
  const SF_INFO& info = opened.info();
  if (info.samplerate <= 0 || info.frames <= 0 || info.frames == SF_COUNT_MAX) return std::nullopt;
  const auto num_samples = format == AudioFormat::kMp3
                               ? static_cast<double>(count_mp3_samples(file))
                               : static_cast<double>(info.frames);
  return num_samples / info.samplerate;
}

}  // namespace cantus
