#include "data/manifest/corpus_manifest.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "data/audio/audio_format.h"
#include "data/files/list_files.h"
#include "data/files/parse_text.h"
#include "data/files/path_below.h"
#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Fields = std::vector<std::string_view>;

constexpr const char* kAccompaniment = "accompaniment";

// The known columns; any others are kept as text.
constexpr std::string_view kColumns[] = {"path",   "labels", "split", "channel", "gain_db",
                                         "vocals", "kind",   "song",  "map",     kHasVoice};

constexpr const char* kNeeded[] = {"path", "labels", "split"};

// The name without case, blanks and signs: "Gain dB ", "gain-db" and "gain_db" give the same.
std::string plain(std::string_view name) {
  std::string letters;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return letters;
}

// A misspelt known column would be kept as text and have no effect.
void refuse_misspelt(const TextLines& lines, const Fields& columns) {
  for (const std::string_view column : columns)
    for (const std::string_view known : kColumns)
      if (column != known && plain(column) == plain(known))
        lines.refuse("a column " + in_quotes(column), std::string(known));
}

Fields read_header(TextLines& lines, const std::filesystem::path& path) {
  if (!lines.next()) {
    throw Error(Exit::kBadData, path.string(), "holds no lines", "a header line and songs",
                "name a corpus manifest");
  }
  const Fields columns = split_at_tabs(lines.line());
  if (columns.size() == 1) {
    lines.refuse("a header line without tabs", "path TAB labels TAB split, fields parted by tabs");
  }
  refuse_misspelt(lines, columns);
  std::string header(lines.line());
  std::replace(header.begin(), header.end(), '\t', ' ');
  for (const char* needed : kNeeded) {
    if (std::find(columns.begin(), columns.end(), needed) == columns.end())
      lines.refuse(std::string("no column `") + needed + "` among `" + header + "`",
                   "a corpus manifest's path, labels and split, or weak labels: lines of path TAB "
                   "0|1");
  }
  const std::set<std::string_view> distinct(columns.begin(), columns.end());
  if (distinct.size() != columns.size()) lines.refuse("a column named twice", "distinct names");
  return columns;
}

Split parse_split(const TextLines& lines, std::string_view field) {
  if (const auto split = named<Split>(std::string(field))) return *split;
  lines.refuse("split " + in_quotes(field), "train, valid or test");
}

std::optional<int> parse_channel(const TextLines& lines, std::string_view field) {
  if (field.empty()) return std::nullopt;
  const double channel = parse_number(lines, field, "channel");
  if (channel < 0 || channel > 31 || channel != static_cast<int>(channel))
    lines.refuse("channel " + in_quotes(field), "a whole number from 0 to 31, or nothing");
  return static_cast<int>(channel);
}

double parse_gain(const TextLines& lines, std::string_view field) {
  if (field.empty()) return 0;
  const double gain_db = parse_number(lines, field, "gain_db");
  if (!(gain_db >= -60 && gain_db <= 60))
    lines.refuse("gain_db " + in_quotes(field), "a number from -60 to 60, or nothing");
  return gain_db;
}

std::vector<std::filesystem::path> parse_paths(const TextLines& lines,
                                               const std::filesystem::path& folder,
                                               std::string_view field) {
  std::vector<std::filesystem::path> paths;
  while (!field.empty()) {
    const std::size_t end = std::min(field.find(';'), field.size());
    paths.push_back(path_below(lines, folder, field.substr(0, end)));
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return paths;
}

CorpusSong parse_song(const TextLines& lines, const std::filesystem::path& folder,
                      const Fields& columns, const Fields& fields) {
  CorpusSong song;
  song.line = lines.line_number();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string_view field = fields[i];
    if (columns[i] == "path") {
      song.name = field;
      song.path = path_below(lines, folder, field);
    } else if (columns[i] == "labels") {
      song.labels_name = field;
      if (!field.empty()) song.labels = path_below(lines, folder, field);
    } else if (columns[i] == "split") {
      song.split = parse_split(lines, field);
    } else if (columns[i] == "channel") {
      song.channel = parse_channel(lines, field);
    } else if (columns[i] == "gain_db") {
      song.gain_db = parse_gain(lines, field);
    } else if (columns[i] == "vocals") {
      song.vocals = parse_paths(lines, folder, field);
    } else {
      if (columns[i] == "kind" && field != kAccompaniment && plain(field) == kAccompaniment)
        lines.refuse("kind " + in_quotes(field), kAccompaniment);
      song.facts[std::string(columns[i])] = field;
    }
  }
  return song;
}

}  // namespace

SoundKey sound_key(const CorpusSong& song, const std::filesystem::path& file) {
  return {file, song.channel.value_or(-1), song.gain_db};
}

std::optional<std::string> kind_of(const CorpusSong& song) {
  const auto kind = song.facts.find("kind");
  return kind == song.facts.end() ? std::nullopt : std::optional(kind->second);
}

bool is_accompaniment(const CorpusSong& row) { return kind_of(row) == kAccompaniment; }

std::optional<bool> stated_voice(const CorpusSong& song) {
  const auto fact = song.facts.find(kHasVoice);
  if (fact == song.facts.end()) return {};
  if (fact->second != "0" && fact->second != "1")
    throw Error(Exit::kBadData, song.name, "has_voice is `" + fact->second + "`", "0 or 1");
  return fact->second == "1";
}

bool resembles_manifest(std::string_view first_line) {
  const auto words = split(first_line, "\t,; ");
  const auto is_there = [&](std::string_view column) {
    return std::ranges::any_of(words, [&](auto word) { return plain(word) == plain(column); });
  };
  if (std::ranges::count_if(kNeeded, is_there) >= 2) return true;
  if (is_there("path") && is_there(kHasVoice)) return true;
  const auto is_sound = [](std::string_view word) {
    return has_extension(word, sound_file_extensions());
  };
  if (const std::size_t tab = first_line.find('\t'); tab != first_line.npos)
    return is_sound(first_line.substr(0, tab));
  const std::string last(words.back());
  return (last == "0" || last == "1" || named<Split>(last)) &&
         std::any_of(words.begin(), words.end() - 1, is_sound);
}

std::vector<CorpusSong> read_corpus_manifest(const std::filesystem::path& path) {
  TextLines lines(path);
  const Fields columns = read_header(lines, path);
  std::vector<CorpusSong> songs;
  std::set<SoundKey> seen;
  std::map<std::filesystem::path, std::size_t> first;  // each sound file's first row
  while (lines.next()) {
    const Fields fields = split_at_tabs(lines.line());
    if (fields.size() != columns.size()) {
      lines.refuse(std::to_string(fields.size()) + " fields",
                   std::to_string(columns.size()) + ", parted by tabs, as the header line has");
    }
    CorpusSong song = parse_song(lines, path.parent_path(), columns, fields);
    const std::filesystem::path file = song.path.lexically_normal();
    if (!seen.insert(sound_key(song, file)).second)
      lines.refuse("song " + in_quotes(song.name) + " a second time", "every song once");
    const bool is_of_last =
        is_accompaniment(song) && !songs.empty() && songs.back().split == song.split;
    song.recording = is_of_last ? songs.back().recording : file;
    if (const auto [other, is_new] = first.emplace(file, songs.size()); !is_new) {
      const Split split = songs[other->second].split;
      if (split != song.split)
        lines.refuse("song " + in_quotes(song.name) + " in split " + to_string(song.split),
                     std::string(to_string(split)) + ", as its other rows are");
      song.recording = songs[other->second].recording;
    }
    songs.push_back(std::move(song));
  }
  lines.refuse_comments_that_name_files(path.parent_path());
  if (songs.empty()) {
    throw Error(Exit::kBadData, path.string(), "names no songs", "a line for each",
                "name a corpus manifest");
  }
  return songs;
}

const std::string& manifest_field(const std::string& text, const std::filesystem::path& where) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20) continue;
    throw Error(Exit::kBadData, where.string(), "a control character in its name", "", "rename it");
  }
  return text;
}

std::vector<CorpusSong> songs_of(const std::vector<CorpusSong>& songs, Split split) {
  std::vector<CorpusSong> part;
  for (const CorpusSong& song : songs)
    if (song.split == split) part.push_back(song);
  return part;
}

std::vector<CorpusSong> songs_of_kinds(const std::vector<CorpusSong>& songs,
                                       const std::vector<std::string>& kinds) {
  std::vector<CorpusSong> found;
  for (const CorpusSong& song : songs) {
    const auto kind = kind_of(song);
    if (kinds.empty() || !kind || std::find(kinds.begin(), kinds.end(), *kind) != kinds.end())
      found.push_back(song);
  }
  return found;
}

}  // namespace cantus
