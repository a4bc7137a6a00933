// RWC Popular Music (Goto et al. 2002; pieces 1 to 100). Sound files at any depth whose names
// hold the piece (RM-P001.wav), or its disc and track (rwc-p-m01/1.wav, "... Disc 1/01
// Title.wav"), and the AIST annotations RM-P001.VOCA_INST.TXT anywhere. rwc-p.csv, if present,
// names the singers.
#include <array>
#include <map>
#include <regex>

#include "data/audio/audio_format.h"
#include "data/corpora/corpora.h"
#include "data/corpora/rwc_labels.h"
#include "data/files/list_files.h"
#include "data/files/parse_text.h"
#include "data/files/text_lines.h"
#include "data/labels/csv_fields.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr int kNumPieces = 100;
constexpr std::array<int, 7> kDiscSizes = {16, 16, 16, 16, 16, 10, 10};

// The number that `pattern` finds in `text`.
std::optional<int> number_in(const std::string& text, const char* pattern) {
  std::smatch found;
  if (!std::regex_search(text, found, std::regex(pattern, std::regex::icase))) return std::nullopt;
  return parsed<int>(found[1].str());
}

std::optional<int> piece_of(const fs::path& relative) {
  const std::string stem = relative.stem().string();
  std::optional<int> piece = number_in(stem, "(?:RM-|RWC[-_])P(\\d{3})(?!\\d)");
  if (!piece) {
    const std::string folder = relative.parent_path().filename().string();
    auto disc = number_in(folder, "rwc-p-m0?([1-7])$");
    if (!disc) disc = number_in(folder, "disc ?([1-7])$");
    const auto track = number_in(stem, "^(\\d{1,2})(?!\\d)");
    if (!disc || !track || *track > kDiscSizes[static_cast<std::size_t>(*disc - 1)])
      return std::nullopt;
    piece = track;
    for (int d = 1; d < *disc; ++d) *piece += kDiscSizes[static_cast<std::size_t>(d - 1)];
  }
  if (*piece < 1 || *piece > kNumPieces) return std::nullopt;
  return piece;
}

// The singer of each piece, from the corpus' own table.
std::map<int, std::string> singers_in(const fs::path& table) {
  TextLines lines(table);
  std::map<int, std::string> singers;
  std::size_t column = 0;
  while (lines.next()) {
    const auto fields = csv_fields(lines);
    if (column == 0) {
      while (column < fields.size() && fields[column] != "Artist (Vocal)") ++column;
      if (column == fields.size()) lines.refuse("no column `Artist (Vocal)`", "the table of RWC-P");
      continue;
    }
    const auto piece = number_in(fields[0], "(\\d+)");
    if (piece && fields.size() > column) singers[*piece] = fields[column];
  }
  return singers;
}

}  // namespace

std::vector<Recording> list_rwc_pop(const fs::path& folder, const CorpusChoices&) {
  std::map<int, fs::path> annotations;
  for (const fs::path& path : list_files(folder, {".txt"})) {
    const auto piece = number_in(path.filename().string(), "^RM-P(\\d{3})\\.VOCA_INST\\.TXT$");
    if (piece) annotations.emplace(*piece, path);
  }
  if (annotations.empty())
    refuse_layout(folder, "no annotations", "RWC-Pop", "RM-P001.VOCA_INST.TXT and the others");
  std::map<int, std::string> singers;
  for (const fs::path& path : list_files(folder, {".csv"}))
    if (path.filename() == "rwc-p.csv") singers = singers_in(path);

  std::map<int, Recording> pieces;
  for (const fs::path& sound : list_files(folder, sound_file_extensions())) {
    const auto piece = piece_of(sound.lexically_relative(folder));
    if (!piece) continue;
    Recording recording;
    char name[16];
    std::snprintf(name, sizeof name, "RM-P%03d", *piece);
    recording.name = name;
    recording.sound = sound;
    recording.singer = singers[*piece];
    recording.derive_labels = [labels = annotations[*piece], sound, recording](double duration_s) {
      if (labels.empty()) {
        throw Error(Exit::kNoInput, sound.string(), "no labels", recording.name + ".VOCA_INST.TXT",
                    "add the file, or leave the piece out by --splits");
      }
      return read_rwc_vocal_states(labels, duration_s);
    };
    const auto [known, is_new] = pieces.emplace(*piece, recording);
    if (!is_new) {
      throw Error(Exit::kBadData, sound.string(),
                  recording.name + " a second time, after " + known->second.sound.string(),
                  "every piece once", "take one of them away");
    }
  }
  if (pieces.empty())
    refuse_layout(folder, "no pieces", "RWC-Pop", "rwc-p-m01/1.wav or RM-P001.wav");
  std::vector<Recording> recordings;
  for (auto& [piece, recording] : pieces) recordings.push_back(std::move(recording));
  return recordings;
}

}  // namespace cantus
