#include "data/audio/read_audio.h"

#include <sys/mman.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "data/audio/audio_format.h"
#include "data/audio/complete_audio.h"
#include "data/audio/flac_frames.h"
#include "data/audio/mp3_frames.h"
#include "data/audio/sound_file.h"
#include "data/files/input_file.h"
#include "data/files/process.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr int kMaxChannels = 32, kMinRate = 4000, kMaxRate = 384000;
constexpr sf_count_t kMaxSeconds = 24 * 3600;
constexpr sf_count_t kPieceFrames = 65536;
constexpr float kMaxMagnitude = 64.0f;

[[noreturn]] void refuse(const std::string& where, const std::string& found,
                         const std::string& expected, const std::string& remedy) {
  throw Error(Exit::kBadData, where, found, expected, remedy);
}

[[noreturn]] void refuse_length(const std::string& where) {
  refuse(where, "longer than 24 h", "", "split it");
}

void check_header(const std::string& where, AudioFormat format, const SF_INFO& info,
                  const ReadOptions& options) {
  if (info.channels < 1 || info.channels > kMaxChannels) {
    refuse(where, std::to_string(info.channels) + " channels", "1 to 32", "mix it down");
  }
  if (info.samplerate < kMinRate || info.samplerate > kMaxRate) {
    refuse(where, "sample rate " + std::to_string(info.samplerate) + " Hz", "4000 to 384000",
           "resample it");
  }
  // A FLAC file of silence may be small and decode for minutes; other formats may state a wrong
  // length. A FLAC file written to a pipe states none.
  if (format == AudioFormat::kFlac && info.frames != SF_COUNT_MAX &&
      info.frames > kMaxSeconds * info.samplerate)
    refuse_length(where);
  const int coding = info.format & SF_FORMAT_SUBMASK;
  const bool is_plain = coding <= SF_FORMAT_DOUBLE;  // PCM of 8 to 32 bits, float, double
  if ((format == AudioFormat::kWav || format == AudioFormat::kAiff) && !is_plain) {
    refuse(where, "compressed samples inside " + to_string(format), "PCM or float", "convert it");
  }
  if (options.channel && (*options.channel < 0 || *options.channel >= info.channels)) {
    throw Error(Exit::kBadData, where, "has no channel " + std::to_string(*options.channel),
                "0 to " + std::to_string(info.channels - 1), "name another channel");
  }
}

void check_samples(const std::string& where, const std::vector<float>& piece, std::size_t count,
                   sf_count_t first_frame, int channels) {
  for (std::size_t i = 0; i < count; ++i) {
    if (std::abs(piece[i]) <= kMaxMagnitude) continue;  // false for NaN
    const auto frame = first_frame + static_cast<sf_count_t>(i) / channels;
    refuse(where,
           "sample " + std::to_string(frame) + " is " +
               (std::isfinite(piece[i]) ? std::to_string(piece[i]) : "not finite"),
           "finite, at most 64 in magnitude", "repair or replace the file");
  }
}

void mix_to_mono(const float* frames, std::size_t num_frames, std::size_t channels,
                 const ReadOptions& options, std::vector<float>& samples) {
  samples.clear();
  const float weight = 1.0f / static_cast<float>(channels);
  for (std::size_t i = 0; i < num_frames; ++i) {
    const float* frame = frames + i * channels;
    if (options.channel) {
      samples.push_back(frame[*options.channel]);
    } else {
      float sum = 0.0f;
      for (std::size_t c = 0; c < channels; ++c) sum += frame[c];
      samples.push_back(sum * weight);
    }
  }
}

// Where the header gives no exact count (MP3), the samples were counted by us. MP3 decoders omit
// the encoder's delay and padding, and the frame that holds its own data.
void require_count(const std::string& where, AudioFormat format, sf_count_t total,
                   sf_count_t by_header, std::optional<std::uint64_t> counted) {
  constexpr sf_count_t kMp3Slack = 5 * 1152;
  if (!counted && by_header == SF_COUNT_MAX) return;  // an Ogg file with a tag after its last page
  const sf_count_t expected = counted ? static_cast<sf_count_t>(*counted) : by_header;
  if (format == AudioFormat::kMp3 ? total + kMp3Slack >= expected : total == expected) return;
  refuse(where, "decoder returned " + std::to_string(total) + " frames",
         std::to_string(expected) + " by its header", "file is damaged, replace it");
}

// A failed read says nothing about the file's content.
void require_read(const std::string& where, const SoundFile& file) {
  if (file.read_failure() == 0) return;
  throw Error(Exit::kIoError, where,
              std::string("read failed, ") + std::strerror(file.read_failure()), "",
              "check the disk");
}

// Bytes between frames that belong to none were damaged frames; the decoder goes on with the next.
void warn_of_lost(const Mp3Count& count, const ReadOptions& options) {
  if (count.num_lost_bytes == 0 || !options.warn) return;
  char place[80];
  std::snprintf(place, sizeof place, "%.1f s (byte %llu)", count.first_lost_s,
                static_cast<unsigned long long>(count.first_lost));
  options.warn("damaged MP3: " + std::to_string(count.num_lost_bytes) +
               " bytes are no frames, the first at " + place +
               ": sound may be missing there, and what follows be heard early");
}

void warn_of_faults(const SoundFile& file, AudioFormat format, const ReadOptions& options) {
  const DecoderFaults& faults = file.faults();
  if (faults.count == 0 || !options.warn) return;
  char place[40];
  std::snprintf(place, sizeof place, "%.0f s",
                static_cast<double>(faults.first_frame) / file.info().samplerate);
  const std::string errors =
      faults.count == 1 ? "an error" : std::to_string(faults.count) + " errors, the first";
  options.warn("damaged " + to_string(format) + ": its decoder reports " + errors + " soon after " +
               place + " (" + faults.first + "): the sound may be wrong there");
}

using TakePiece = std::function<void(int, std::span<const float>)>;

// `counted`: samples of each channel as counted in the file, where its header does not state them.
void decode(int fd, const std::string& where, AudioFormat format, const ReadOptions& options,
            const TakePiece& take, std::optional<std::uint64_t> counted = std::nullopt) {
  const bool is_mp3 = format == AudioFormat::kMp3;
  SoundFile file(fd, is_mp3 ? SoundFile::End::kUnseen : SoundFile::End::kSeen);
  require_read(where, file);
  if (!file.is_open()) {
    refuse(where, to_string(format) + " cannot be decoded, " + sf_strerror(nullptr), "a sound file",
           "replace the file");
  }
  const SF_INFO& info = file.info();
  check_header(where, format, info, options);

  const auto channels = static_cast<std::size_t>(info.channels);
  std::vector<float> piece(kPieceFrames * channels), mono;
  while (const sf_count_t got = file.read_frames(piece.data(), kPieceFrames)) {
    check_samples(where, piece, static_cast<std::size_t>(got) * channels,
                  file.num_frames_read() - got, info.channels);
    mix_to_mono(piece.data(), static_cast<std::size_t>(got), channels, options, mono);
    take(info.samplerate, mono);
    if (file.num_frames_read() > kMaxSeconds * info.samplerate) refuse_length(where);
  }
  require_read(where, file);
  const sf_count_t total = file.num_frames_read();
  if (sf_error(file.handle()) != SF_ERR_NO_ERROR) {
    refuse(where,
           "decoding stopped after " + std::to_string(total) + " frames, " +
               sf_strerror(file.handle()),
           "", "replace the file");
  }
  require_count(where, format, total, info.frames, counted);
  if (total == 0) refuse(where, "holds no samples", "at least one", "replace the file");
  warn_of_faults(file, format, options);
}

ProcessResult run_ffmpeg(const InputFile& file, AudioFormat format, const ReadOptions& options,
                         int out) try {
  ProcessLimits limits;
  limits.is_stopped = options.is_stopped;
  limits.time_s = 1800;
  limits.output_bytes = std::uint64_t{1} << 32;
  const std::string sound = "file:" + std::filesystem::absolute(file.path()).string();
  const bool has_checksums = format == AudioFormat::kAc3 || format == AudioFormat::kWavPack;
  return run_process({"ffmpeg", "-nostdin", "-y", "-v", "error", "-xerror",
                      // ffmpeg checks checksums only on request, and stops at a wrong one only with
                      // "explode", which for MP4 would stop over trifles.
                      "-err_detect", has_checksums ? "crccheck+explode" : "crccheck",
                      // Some demuxers open other files or networks where the input names them: so
                      // the container is fixed and only files are allowed.
                      "-protocol_whitelist", "file", "-f", ffmpeg_name_of(format), "-i", sound,
                      // One track, without resampling or mixing.
                      "-map", "0:a:" + std::to_string(options.track), "-c:a", "pcm_f32le", "-f",
                      "wav", "file:/dev/stdout"},
                     limits, "", out);
} catch (const LimitOverrun& error) {
  throw Error(Exit::kUnavailable, file.path().string(), error.what(),
              "half an hour's work and 4 GiB of samples, three hours of stereo",
              "convert it to WAV or FLAC");
}

// The first line of ffmpeg's messages without its prefix, such as "[aac @ 0x55eaf20d02c0] ", whose
// address differs in every run.
std::string said_by_ffmpeg(const ProcessResult& result) {
  const std::string line = result.errors.substr(0, result.errors.find('\n'));
  const std::size_t end = line.find("] ");
  return line.starts_with('[') && end != std::string::npos ? line.substr(end + 2) : line;
}

// Only ffmpeg's complaints about the file itself are kBadData.
void require_decoded(const std::string& where, AudioFormat format, const ProcessResult& result) {
  constexpr int kNotLoaded = 127;  // a shared library is missing, or did not fit into memory
  if (result.signal != 0)
    throw Error(Exit::kUnavailable, where,
                "ffmpeg was ended by signal " + std::to_string(result.signal), "",
                "run the same command again");
  if (result.exit_code == 0) return;
  const auto tells = [&](int failure) {
    return result.errors.find(std::strerror(failure)) != std::string::npos;
  };
  const std::string said = said_by_ffmpeg(result);
  if (result.exit_code == kNotLoaded || tells(ENOMEM))
    throw Error(Exit::kUnavailable, where, "ffmpeg cannot run, " + said, "",
                "see whether it runs by itself, and within the limits of memory and files here");
  if (tells(EIO)) throw Error(Exit::kIoError, where, "read failed, " + said, "", "check the disk");
  refuse(where,
         "ffmpeg cannot decode it, " +
             (said.empty() ? "exit code " + std::to_string(result.exit_code) : said),
         to_string(format) + " with a sound track", "replace the file");
}

void decode_by_ffmpeg(const InputFile& file, AudioFormat format, const ReadOptions& options,
                      const TakePiece& take) {
  const std::string where = file.path().string();
  if (!find_program("ffmpeg")) {
    throw Error(Exit::kUnavailable, where,
                to_string(format) + " needs the ffmpeg program, which is not installed", "",
                "install ffmpeg, or convert the file to WAV or FLAC");
  }
  const FileDescriptor wav(::memfd_create("cantus-decoded", MFD_CLOEXEC));
  if (!wav.is_open()) throw Error(Exit::kOsError, where, "no memory to decode it");
  const auto result = run_ffmpeg(file, format, options, wav.get());
  if (options.is_stopped && options.is_stopped())
    throw Error(Exit::kTryAgain, "", "stopped on request", "", "run the same command again");
  require_decoded(where, format, result);
  decode(wav.get(), where, AudioFormat::kWav, options, take);
}

}  // namespace

// Memory grows with the samples read, not with the length that the header states.
Audio read_audio(const std::filesystem::path& path, const ReadOptions& options) {
  Audio audio;
  read_audio_pieces(path, options, [&](int sample_rate, std::span<const float> piece) {
    audio.sample_rate = sample_rate;
    audio.samples.insert(audio.samples.end(), piece.begin(), piece.end());
  });
  return audio;
}

void read_audio_pieces(const std::filesystem::path& path, const ReadOptions& options,
                       const TakePiece& take) {
  const InputFile file(path);
  const AudioFormat format = sniff_audio_format(file);
  require_complete(file, format);
  if (ffmpeg_name_of(format) != nullptr) return decode_by_ffmpeg(file, format, options, take);
  std::optional<std::uint64_t> counted;
  if (format == AudioFormat::kMp3) {
    const Mp3Count count = count_mp3_samples(file);
    warn_of_lost(count, options);
    counted = count.num_samples;
  }
  if (format == AudioFormat::kFlac) {
    if (const auto second = second_flac_stream(file)) refuse_second_stream(file, *second);
    counted = count_flac_samples(file);
  }
  decode(file.fd(), path.string(), format, options, take, counted);
}

}  // namespace cantus
