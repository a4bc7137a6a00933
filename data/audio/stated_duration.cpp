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
  // Counted before libsndfile sees it: its MP3 decoder prints what it thinks of a truncated file.
  std::optional<std::uint64_t> num_mp3_samples;
  if (format == AudioFormat::kMp3) num_mp3_samples = count_mp3_samples(file);
  const SoundFile opened(file.fd(),
                         num_mp3_samples ? SoundFile::End::kUnseen : SoundFile::End::kSeen);
  if (!opened.is_open()) return std::nullopt;
  const SF_INFO& info = opened.info();
  if (info.samplerate <= 0) return std::nullopt;
  if (num_mp3_samples) return static_cast<double>(*num_mp3_samples) / info.samplerate;
  if (info.frames <= 0 || info.frames == SF_COUNT_MAX) return std::nullopt;
  return static_cast<double>(info.frames) / info.samplerate;
}

}  // namespace cantus
