#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "kernels/core/enum_names.h"

namespace cantus {

enum class VoiceKind { kBuiltin, kTts };

template <>
struct EnumNames<VoiceKind> {
  static constexpr std::array kNames{"builtin", "tts"};
};

// Bounds of CorpusOptions::song_s.
constexpr double kShortestSongS = 4;
constexpr double kLongestSongS = 600;

struct CorpusOptions {
  VoiceKind voices = VoiceKind::kTts;
  std::uint64_t seed = 1;
  int num_songs = 60;
  double song_s = 25;  // length of songs and instrumentals
  int num_speech = 400;
  int num_instrumentals = -1;  // songs without any voice; -1: half of num_songs
  double lowest_snr_db = -5;   // voice over accompaniment, drawn uniformly for every song
  double highest_snr_db = 5;
  int num_threads = 1;
  bool dry_run = false;  // plan and report, render nothing
  bool replace = false;  // may replace or remove items of another corpus in the folder
};

struct CorpusSummary {
  int num_items = 0;        // songs, instrumentals and sentences in the corpus
  int num_rendered = 0;     // made by this call; the others existed and were verified
  int num_remade = 0;       // existing items made anew, as options changed them
  int num_removed = 0;      // existing items removed, as the options do not have them
  double rendered_s = 0;    // seconds of songs, instrumentals and speech made by this call
  std::uint64_t bytes = 0;  // size of the corpus on disk; an estimate for a dry run
};

// Called after each finished item, from one thread at a time.
using ProgressCallback = std::function<void(int num_done, int num_items, double rendered_s)>;

// Renders a corpus into `out` (made if absent) and writes out/manifest.tsv with the columns path,
// labels (empty: no voice), split, kind, voice, style, seed, vocal (1: has a voice). Layout, all
// WAV mono 16 bit at 22,050 Hz:
//   songs/SPLIT/ID/{mix,vocals,accompaniment}.wav, vocals.lab (sing, nosing),
//     vocals.f0.csv (time, Hz)
//   instrumentals/SPLIT/ID.wav
//   speech/SPLIT/ID.wav and ID.lab (speech, nospeech)
// About 70, 15 and 15 % go to train, valid and test; voices, compositions and styles of
// different splits are disjoint. Item i depends only on (seed, i) and, with tts, on the
// installed programs and soundfonts: the bytes are the same with any number of threads. An
// existing item is kept if its files are unchanged and were made with the same options (and,
// with tts, program versions and soundfont contents); so a corpus grows when called with more
// songs and the same seed. Refuses existing items that these options do not have or would make
// otherwise, a manifest with lines that are not its items', and files whose bytes differ from
// those rendered; with `replace`, makes them anew or, last of all, removes them. A dry run
// renders and removes nothing and refuses the same. Errors: kUnavailable (programs missing for
// tts), kCannotCreate, kIoError.
CorpusSummary render_corpus(const CorpusOptions& options, const std::filesystem::path& out,
                            const ProgressCallback& progress = {});

}  // namespace cantus
