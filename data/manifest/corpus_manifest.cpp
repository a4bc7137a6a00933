#include "data/manifest/corpus_manifest.h"

#include <algorithm>
#include <set>

#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Fields = std::vector<std::string>;

Fields fields_of(std::string_view line) {
  Fields fields;
  while (true) {
    const std::size_t end = line.find('\t');
    fields.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

Fields read_header(TextLines& lines, const std::filesystem::path& path) {
  if (!lines.next()) {
    throw Error(Exit::kBadData, path.string(), "holds no lines", "a header line and songs",
                "name a corpus manifest");
  }
  const Fields columns = fields_of(lines.line());
  if (columns.size() == 1) {
    lines.refuse("a header line without tabs", "path TAB labels TAB split, fields parted by tabs");
  }
  std::string header(lines.line());
  std::replace(header.begin(), header.end(), '\t', ' ');
  for (const char* needed : {"path", "labels", "split"}) {
    if (std::find(columns.begin(), columns.end(), needed) == columns.end())
      lines.refuse(std::string("no column `") + needed + "` among `" + header + "`",
                   "path, labels and split");
  }
  const std::set<std::string> distinct(columns.begin(), columns.end());
  if (distinct.size() != columns.size()) lines.refuse("a column named twice", "distinct names");
  return columns;
}

std::filesystem::path below(const TextLines& lines, const std::filesystem::path& folder,
                            const std::string& field) {
  const std::filesystem::path relative(field);
  const bool climbs = std::find(relative.begin(), relative.end(), "..") != relative.end();
  if (relative.empty() || relative.is_absolute() || climbs || field.front() == '-')
    lines.refuse("path " + in_quotes(field), "a path below the manifest's folder");
  return folder / relative;
}

Split parse_split(const TextLines& lines, const std::string& field) {
  if (const auto split = named<Split>(field)) return *split;
  lines.refuse("split " + in_quotes(field), "train, valid or test");
}

std::optional<int> parse_channel(const TextLines& lines, const std::string& field) {
  if (field.empty()) return std::nullopt;
  const double channel = parse_number(lines, field, "channel");
  if (channel < 0 || channel > 31 || channel != static_cast<int>(channel))
    lines.refuse("channel " + in_quotes(field), "a whole number from 0 to 31, or nothing");
  return static_cast<int>(channel);
}

double parse_gain(const TextLines& lines, const std::string& field) {
  if (field.empty()) return 0;
  const double gain_db = parse_number(lines, field, "gain_db");
  if (!(gain_db >= -60 && gain_db <= 60))
    lines.refuse("gain_db " + in_quotes(field), "a number from -60 to 60, or nothing");
  return gain_db;
}

CorpusSong parse_song(const TextLines& lines, const std::filesystem::path& folder,
                      const Fields& columns, const Fields& fields) {
  CorpusSong song;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string& field = fields[i];
    if (columns[i] == "path") {
      song.name = field;
      song.path = below(lines, folder, field);
    } else if (columns[i] == "labels") {
      song.labels_name = field;
      if (!field.empty()) song.labels = below(lines, folder, field);
    } else if (columns[i] == "split") {
      song.split = parse_split(lines, field);
    } else if (columns[i] == "channel") {
      song.channel = parse_channel(lines, field);
    } else if (columns[i] == "gain_db") {
      song.gain_db = parse_gain(lines, field);
    } else {
      song.facts[columns[i]] = field;
    }
  }
  return song;
}

}  // namespace

bool is_accompaniment(const CorpusSong& row) {
  const auto kind = row.facts.find("kind");
  return kind != row.facts.end() && kind->second == "accompaniment";
}

std::vector<CorpusSong> read_corpus_manifest(const std::filesystem::path& path) {
  TextLines lines(path);
  const Fields columns = read_header(lines, path);
  std::vector<CorpusSong> songs;
  std::set<std::pair<std::filesystem::path, int>> seen;
  std::map<std::filesystem::path, std::size_t> first;  // row of a sound file
  while (lines.next()) {
    const Fields fields = fields_of(lines.line());
    if (fields.size() != columns.size()) {
      lines.refuse(std::to_string(fields.size()) + " fields",
                   std::to_string(columns.size()) + ", parted by tabs, as the header line has");
    }
    CorpusSong song = parse_song(lines, path.parent_path(), columns, fields);
    const std::filesystem::path file = song.path.lexically_normal();
    if (!seen.emplace(file, song.channel.value_or(-1)).second)
      lines.refuse("song " + in_quotes(song.name) + " a second time", "every song once");
    const bool is_of_last =
        is_accompaniment(song) && !songs.empty() && songs.back().split == song.split;
    song.recording = is_of_last ? songs.back().recording : file;
    if (const auto [other, is_new] = first.emplace(file, songs.size()); !is_new) {
      const Split split = songs[other->second].split;
      if (split != song.split)
        lines.refuse("song " + in_quotes(song.name) + " in split " + to_string(song.split),
                     std::string(to_string(split)) + ", as its other channel is");
      song.recording = songs[other->second].recording;
    }
    songs.push_back(std::move(song));
  }
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
    const auto kind = song.facts.find("kind");
    if (kinds.empty() || kind == song.facts.end() ||
        std::find(kinds.begin(), kinds.end(), kind->second) != kinds.end())
      found.push_back(song);
  }
  return found;
}

}  // namespace cantus
