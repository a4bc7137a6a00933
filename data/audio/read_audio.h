#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "data/audio/audio.h"

namespace cantus {

struct ReadOptions {
  // The one channel wanted, counted from 0, for corpora with the voice in a channel of its own
  // (MIR-1K: 0 music, 1 voice). None: the mean of all channels.
  std::optional<int> channel;
  // The sound track wanted of what ffmpeg reads, from 0 (MUSDB18: 0 mix, 4 vocals).
  int track = 0;
  // Asked a few times a second while ffmpeg works, which may take half an hour.
  bool (*is_stopped)() = nullptr;
  // Told what is wrong with a file that is heard nevertheless.
  std::function<void(const std::string& warning)> warn = {};
};

// Reads a whole WAV (PCM, float), AIFF, FLAC, Ogg Vorbis, Opus or MP3 file by libsndfile, or a
// sound track of another format by the `ffmpeg` program (audio_format.h). The decoder is not
// believed: what it returns is compared with the file's own structure and counts. Caps: 4 GiB, 1 to
// 32 channels, 4 to 384 kHz, 24 h, finite samples with |x| <= 64. Errors: kNoInput, kNoPermission,
// kIoError; kBadData for anything truncated, malformed, empty or over a cap, and for a file without
// the channel; kUnavailable when a file needs ffmpeg and there is none, it overruns half an hour or
// 4 GiB, or a signal ends it; kTryAgain where `is_stopped` said so.
Audio read_audio(const std::filesystem::path& path, const ReadOptions& options = {});

// The same without the whole sound in memory: `take` gets one piece after the other. What it was
// given is worth nothing if an error follows.
void read_audio_pieces(
    const std::filesystem::path& path, const ReadOptions& options,
    const std::function<void(int sample_rate, std::span<const float> piece)>& take);

}  // namespace cantus
