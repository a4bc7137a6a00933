#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "data/audio/audio.h"

namespace cantus {

struct ReadOptions {
  // The channel to read, counted from 0, for corpora with the voice in a channel of its own
  // (MIR-1K: 0 music, 1 voice). None: the mean of all channels.
  std::optional<int> channel;
  // The sound track to read, from 0, of formats that ffmpeg decodes (MUSDB18: 0 mix, 4 vocals).
  int track = 0;
  // Asked a few times a second while ffmpeg runs, for up to half an hour; true stops it.
  bool (*is_stopped)() = nullptr;
  // Called with what is wrong with a file that is decoded nevertheless.
  std::function<void(const std::string& warning)> warn = {};
};

// Reads a whole WAV (PCM, float), AIFF, FLAC, Ogg Vorbis, Opus or MP3 file by libsndfile, or a
// sound track of another format by the `ffmpeg` program (audio_format.h). The decoder is not
// trusted: what it returns is compared with the file's own structure and counts. Caps: 4 GiB, 1 to
// 32 channels, 4 to 384 kHz, 24 h, finite samples with |x| <= 64. Errors: kNoInput, kNoPermission,
// kIoError; kBadData for anything truncated, malformed, empty or over a cap, and for a file without
// the channel; kUnavailable when a file needs ffmpeg and it is absent, overruns half an hour or 4
// GiB, or is ended by a signal; kTryAgain where `is_stopped` returned true.
Audio read_audio(const std::filesystem::path& path, const ReadOptions& options = {});

// The same without the whole sound in memory: calls `take` with one piece after the other. If an
// error follows, the pieces given so far must be discarded.
void read_audio_pieces(
    const std::filesystem::path& path, const ReadOptions& options,
    const std::function<void(int sample_rate, std::span<const float> piece)>& take);

}  // namespace cantus
