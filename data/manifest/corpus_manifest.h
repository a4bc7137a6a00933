#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "data/manifest/split.h"

namespace cantus {

// A row of a corpus manifest: a recording and what is known about it.
struct CorpusSong {
  std::string name;              // its path as written in the manifest
  std::filesystem::path path;    // joined with the manifest's folder
  std::filesystem::path labels;  // its label file; empty: no voice anywhere in it
  std::string labels_name;       // `labels` as written in the manifest
  int line = 0;                  // in the manifest, from 1
  Split split = Split::kTrain;
  std::optional<int> channel;  // the channel to read, from 0; none: the mean of all
  double gain_db = 0;          // applied before anything else
  // Files whose sum is its voice alone, read with the same channel and gain; empty: not known.
  std::vector<std::filesystem::path> vocals;
  // The sound file that identifies its recording: rows of one file are one recording, and so are a
  // song and the rows of kind `accompaniment` after it.
  std::filesystem::path recording;
  std::map<std::string, std::string> facts;  // the other columns, by name
};

// Identifies the sound of a row: its file, channel (-1: all) and gain [dB]. Unique in a manifest,
// where `file` is the row's path in the form that the caller compares.
using SoundKey = std::tuple<std::filesystem::path, int, double>;
SoundKey sound_key(const CorpusSong& song, const std::filesystem::path& file);

// The song's column `kind`, if its manifest has one.
std::optional<std::string> kind_of(const CorpusSong& song);

// Whether a row is of kind `accompaniment`. Such a row belongs to the song before it: the same
// recording without the voice.
bool is_accompaniment(const CorpusSong& row);

// The column that states whether a song has voice anywhere, and what it states for a song; none
// without that column. Errors: kBadData for neither 0 nor 1.
inline constexpr const char* kHasVoice = "has_voice";
std::optional<bool> stated_voice(const CorpusSong& song);

// Whether a table with this first line is meant as a corpus manifest: the line has two of the
// required column names, or `path` and `has_voice`, whatever their case and separators, or a sound
// file followed by values that a manifest has.
bool resembles_manifest(std::string_view first_line);

// Reads a corpus manifest, a tab-separated table. The first line names the columns, in any order:
// `path`, `labels` and `split` (train, valid or test) are required; `channel`, `gain_db` and
// `vocals` (paths separated by ';') are optional; any others are kept as text, but refused if they
// differ from a known column only in case, blanks or signs. Paths are relative to the manifest's
// folder; a path may not be absolute, climb (..) or begin with '-'; no song is named twice with
// the same channel and gain, or in two splits. Errors: those of InputFile; kBadData with
// FILE:LINE.
std::vector<CorpusSong> read_corpus_manifest(const std::filesystem::path& path);

// Returns `text` if it can be a field of a manifest. Errors: kBadData, naming `where`, for control
// characters, since tabs and line breaks end fields.
const std::string& manifest_field(const std::string& text, const std::filesystem::path& where);

// The songs of one split, in their order.
std::vector<CorpusSong> songs_of(const std::vector<CorpusSong>& songs, Split split);

// The songs whose column `kind` is one of `kinds`, and those of a manifest without that column; all
// songs when `kinds` is empty.
std::vector<CorpusSong> songs_of_kinds(const std::vector<CorpusSong>& songs,
                                       const std::vector<std::string>& kinds);

}  // namespace cantus
