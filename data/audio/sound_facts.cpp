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

std::optional<double> duration_of(const SF_INFO& info) {
  if (info.samplerate <= 0 || info.frames <= 0 || info.frames == SF_COUNT_MAX) return {};
  return static_cast<double>(info.frames) / info.samplerate;
}

// Not by libsndfile: its MP3 decoder would say on stderr what it thinks of a truncated file.
std::optional<SoundFacts> facts_of_mp3(const InputFile& file) {
  const auto heads = read_mp3_heads(file);
  if (!heads) return {};
  return SoundFacts{heads->num_channels, "MPEG Layer III", heads->duration_s};
}

}  // namespace

std::optional<SoundFacts> read_sound_facts(const std::filesystem::path& path) {
  const InputFile file(path);
  const AudioFormat format = sniff_audio_format(file);
  require_complete(file, format);
  if (ffmpeg_name_of(format) != nullptr) return {};
  if (format == AudioFormat::kMp3) return facts_of_mp3(file);
  const SoundFile opened(file.fd(), SoundFile::End::kSeen);
  if (!opened.is_open()) return {};
  const SF_INFO& info = opened.info();
  return SoundFacts{info.channels, coding_of(info), duration_of(info)};
}

}  // namespace cantus
