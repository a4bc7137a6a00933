#include "data/audio/sound_facts.h"

#include "data/audio/audio_format.h"
#include "data/audio/complete_audio.h"
#include "data/audio/mp3_frames.h"
#include "data/audio/sound_file.h"
#include "data/files/input_file.h"

namespace cantus {
namespace {

std::string coding_of(const SF_INFO& info) {
  SF_FORMAT_INFO coding{};
  coding.format = info.format & SF_FORMAT_SUBMASK;
  const bool is_known = sf_command(nullptr, SFC_GET_FORMAT_INFO, &coding, sizeof coding) == 0;
  return is_known && coding.name ? coding.name : "unknown";
}

std::optional<double> duration_of(const SF_INFO& info,
                                  const std::optional<std::uint64_t>& num_mp3_samples) {
  if (info.samplerate <= 0) return {};
  if (num_mp3_samples) return static_cast<double>(*num_mp3_samples) / info.samplerate;
  if (info.frames <= 0 || info.frames == SF_COUNT_MAX) return {};
  return static_cast<double>(info.frames) / info.samplerate;
}

}  // namespace

std::optional<SoundFacts> read_sound_facts(const std::filesystem::path& path) {
  const InputFile file(path);
  const AudioFormat format = sniff_audio_format(file);
  require_complete(file, format);
  if (ffmpeg_name_of(format) != nullptr) return {};
  // Counted before libsndfile sees it: its MP3 decoder prints what it thinks of a truncated file.
  std::optional<std::uint64_t> num_mp3_samples;
  if (format == AudioFormat::kMp3) num_mp3_samples = count_mp3_samples(file).num_samples;
  const SoundFile opened(file.fd(),
                         num_mp3_samples ? SoundFile::End::kUnseen : SoundFile::End::kSeen);
  if (!opened.is_open()) return {};
  const SF_INFO& info = opened.info();
  return SoundFacts{info.channels, coding_of(info), duration_of(info, num_mp3_samples)};
}

}  // namespace cantus
