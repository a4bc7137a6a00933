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

// A recording of a corpus and what is known of it.
struct CorpusSong {
  std::string name;              // its path as the manifest has it
  std::filesystem::path path;    // below the manifest's folder
  std::filesystem::path labels;  // its label file; empty: no voice anywhere in it
  std::string labels_name;       // that as the manifest has it
  int line = 0;                  // of the manifest, from 1
  Split split = Split::kTrain;
  std::optional<int> channel;  // the one to listen to, from 0; none: the mean of all
  double gain_db = 0;          // change of level before anything else
  // Its voice alone is the sum of these, heard as it is itself; empty: not known.
  std::vector<std::filesystem::path> vocals;
  // The sound file that names its recording: rows of one file are one recording, and so are a song
  // and the rows of kind `accompaniment` behind it.
  std::filesystem::path recording;
  std::map<std::string, std::string> facts;  // the other columns, by name
};

// What of a sound is heard: its file, the channel (-1: all) and the change of level [dB]. A corpus
// has it once.
using Heard = std::tuple<std::filesystem::path, int, double>;
Heard heard_in(const CorpusSong& song, const std::filesystem::path& file);

// Its column `kind`, where its manifest has one.
std::optional<std::string> kind_of(const CorpusSong& song);

// Whether a row is of kind `accompaniment`. It belongs to the song before it, with which it is the
// same recording without the voice.
bool is_accompaniment(const CorpusSong& row);

// The fact that says whether a song has voice anywhere, and what it says of a song; none without
// it. Errors: kBadData for neither 0 nor 1.
inline constexpr const char* kHasVoice = "has_voice";
std::optional<bool> stated_voice(const CorpusSong& song);

// Whether a table whose first line this is was meant as a corpus manifest: the line names two of
// the columns that must be there, or `path` and `has_voice`, however they are spelt and parted, or
// a sound file with what a manifest says of it.
bool resembles_manifest(std::string_view first_line);

// Reads a corpus manifest: a table whose fields are separated by tabs. The first line names the
// columns, in any order: `path`, `labels` and `split` (train, valid or test) must be there;
// `channel`, `gain_db` and `vocals` (paths parted by ';') may be; any others are kept as they are,
// unless they differ from a column that means something in capitals, blanks or signs alone.
// Paths are relative to the manifest's folder; a path may not be absolute, climb (..) or open with
// '-'; no song is named twice with one channel and level, or in two splits. Errors: those of
// InputFile; kBadData with FILE:LINE.
std::vector<CorpusSong> read_corpus_manifest(const std::filesystem::path& path);

// A text as a field of a manifest, whose tabs part and whose line breaks end fields. Errors:
// kBadData, naming `where`, for control characters.
const std::string& manifest_field(const std::string& text, const std::filesystem::path& where);

// The songs of one split, in their order.
std::vector<CorpusSong> songs_of(const std::vector<CorpusSong>& songs, Split split);

// The songs whose column `kind` is one of `kinds`. Songs of a manifest without that column stay,
// and so do all when `kinds` is empty.
std::vector<CorpusSong> songs_of_kinds(const std::vector<CorpusSong>& songs,
                                       const std::vector<std::string>& kinds);

}  // namespace cantus
