#include "data/audio/sound_facts.h"

#include <algorithm>

#include "data/audio/audio_format.h"
#include "data/audio/mp3_frames.h"
#include "data/audio/sound_file.h"
#include "data/files/input_file.h"
#include "data/files/parse_text.h"
#include "data/files/process.h"
#include "kernels/core/error.h"

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

// Not by libsndfile, which without a frame count estimates the length from the first frames.
std::optional<SoundFacts> facts_of_mp3(const InputFile& file) {
  const auto estimate = estimate_mp3(file);
  if (!estimate) return {};
  return SoundFacts{estimate->num_channels, "MPEG Layer III", estimate->duration_s};
}

// The container is fixed and only files are allowed, as in decoding (read_audio.cpp).
std::optional<SoundFacts> facts_by_ffprobe(const InputFile& file, const char* format) try {
  constexpr double kLongest_s = 24 * 3600;
  const auto result = run_process(
      {"ffprobe", "-v", "error", "-protocol_whitelist", "file", "-f", format, "-select_streams",
       "a:0", "-show_entries", "stream=channels,codec_long_name:format=duration", "-of",
       "default=noprint_wrappers=1", "file:" + std::filesystem::absolute(file.path()).string()});
  SoundFacts facts;
  for (const std::string_view line : split(result.output, "\n")) {
    const std::size_t equals = line.find('=');
    const std::string_view name = line.substr(0, equals);
    const std::string_view value = line.substr(std::min(equals + 1, line.size()));
    if (name == "codec_long_name") facts.coding = value;
    if (name == "channels") facts.num_channels = parsed<int>(value).value_or(0);
    if (name == "duration") facts.duration_s = parsed<double>(value);
  }
  if (result.exit_code != 0 || facts.num_channels == 0) return {};
  if (facts.duration_s && !(*facts.duration_s > 0 && *facts.duration_s <= kLongest_s))
    facts.duration_s.reset();
  return facts;
} catch (const Error& error) {
  if (error.code() != Exit::kUnavailable) throw;
  return {};  // ffprobe is not installed or takes too long
}

}  // namespace

std::optional<SoundFacts> read_sound_facts(const std::filesystem::path& path) {
  const InputFile file(path);
  const AudioFormat format = sniff_audio_format(file);
  if (ffmpeg_name_of(format) != nullptr) return {};
  if (format == AudioFormat::kMp3) return facts_of_mp3(file);
  const SoundFile opened(file.fd(), SoundFile::End::kSeen);
  if (!opened.is_open()) return {};
  const SF_INFO& info = opened.info();
  return SoundFacts{info.channels, coding_of(info), duration_of(info)};
}

std::optional<SoundFacts> probe_sound_facts(const std::filesystem::path& path) {
  if (const auto facts = read_sound_facts(path)) return facts;
  const InputFile file(path);
  const char* format = ffmpeg_name_of(sniff_audio_format(file));
  return format == nullptr ? std::nullopt : facts_by_ffprobe(file, format);
}

}  // namespace cantus
