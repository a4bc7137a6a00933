#include "data/corpora/medleydb_labels.h"

#include <algorithm>

#include "data/files/text_lines.h"
#include "data/labels/checked_segment.h"
#include "data/labels/csv_fields.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr double kConfident = 0.5;

std::string without_quotes(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && (text.front() == '\'' || text.front() == '"') &&
                         text.back() == text.front();
  return std::string(is_quoted ? text.substr(1, text.size() - 2) : text);
}

// A line of YAML: its indentation, key and value of `key: value`; for `- item` an empty key and the
// item.
struct YamlLine {
  explicit YamlLine(std::string_view line) {
    indent = line.find_first_not_of(' ');
    line.remove_prefix(indent);
    if (line.starts_with("- ")) {
      value = without_quotes(line.substr(2));
      return;
    }
    const std::size_t colon = std::min(line.find(':'), line.size());
    key = line.substr(0, colon);
    const std::size_t start = line.find_first_not_of(' ', std::min(colon + 1, line.size()));
    if (start != line.npos) value = without_quotes(line.substr(start));
  }

  std::size_t indent;
  std::string key;
  std::string value;
};

}  // namespace

MedleyMetadata read_medley_metadata(const std::filesystem::path& path) {
  constexpr std::size_t kTop = 0, kStem = 2, kOfStem = 4;
  TextLines lines(path);
  MedleyMetadata metadata;
  std::string section;     // the top-level key that the lines belong to
  bool is_listed = false;  // the last key of a stem was `instrument`, without a value
  while (lines.next()) {
    const YamlLine line(lines.line());
    if (line.key.empty()) {
      if (is_listed && section == "stems" && !metadata.stems.empty())
        metadata.stems.back().instruments.insert(line.value);
      continue;
    }
    is_listed = false;
    if (line.indent == kTop) {
      section = line.key;
      if (section == "artist") metadata.artist = line.value;
      if (section == "title") metadata.title = line.value;
      if (section == "has_bleed") metadata.has_bleed = line.value != "no";
    } else if (section == "stems" && line.indent == kStem) {
      metadata.stems.push_back({line.key, "", {}});
    } else if (section == "stems" && line.indent == kOfStem && !metadata.stems.empty()) {
      if (line.key == "filename") metadata.stems.back().file = line.value;
      if (line.key != "instrument") continue;
      is_listed = line.value.empty();
      if (!is_listed) metadata.stems.back().instruments.insert(line.value);
    }
  }
  if (metadata.artist.empty() || metadata.title.empty() || metadata.stems.empty()) {
    throw Error(Exit::kBadData, path.string(), "lacks artist, title or stems",
                "metadata of MedleyDB", "replace the file");
  }
  return metadata;
}

std::vector<Segment> read_medley_activations(const std::filesystem::path& path,
                                             const std::set<std::string>& stems,
                                             double duration_s) {
  constexpr double kRow_s = 2048.0 / 44100;
  TextLines lines(path);
  std::vector<std::size_t> columns;
  if (lines.next()) {
    const auto header = csv_fields(lines);
    if (header[0] != "time") lines.refuse(in_quotes(lines.line()), "time,S01,S02,...");
    for (const std::string& stem : stems) {
      const auto found = std::find(header.begin(), header.end(), stem);
      if (found == header.end()) lines.refuse("no column " + stem, "one for each stem");
      columns.push_back(static_cast<std::size_t>(found - header.begin()));
    }
  }
  std::vector<Segment> segments;
  double last_s = 0;  // time of the row before
  while (lines.next()) {
    const auto fields = csv_fields(lines);
    const double time_s = parse_number(lines, fields[0], "time");
    bool sings = false;
    for (const std::size_t column : columns) {
      if (column >= fields.size()) lines.refuse("too few fields", "those of the header");
      sings = sings || parse_number(lines, fields[column], "confidence") >= kConfident;
    }
    // Times are rounded to 0.1 ms, so a row lasts until the next one, not exactly for kRow_s.
    if (!segments.empty()) {
      if (time_s <= last_s) lines.refuse("time does not rise", "rows in order");
      segments.back().end_s = time_s;
    }
    last_s = time_s;
    append_run(segments, {time_s, time_s + kRow_s, sings ? "sing" : "nosing"}, refusal_at(lines),
               duration_s);
  }
  return segments;
}

std::vector<Segment> read_medley_sources(const std::filesystem::path& path,
                                         const std::set<std::string>& instruments,
                                         double duration_s) {
  TextLines lines(path);
  std::vector<Segment> found;
  for (bool is_header = true; lines.next(); is_header = false) {
    const auto fields = csv_fields(lines);
    if (fields.size() != 3)
      lines.refuse("not three fields", "start_time,end_time,instrument_label");
    if (is_header || instruments.count(fields[2]) == 0) continue;
    std::vector<Segment> one;  // alone: rows of several instruments are not in order
    append_checked(one,
                   {parse_number(lines, fields[0], "start_time"),
                    parse_number(lines, fields[1], "end_time"), "sing"},
                   refusal_at(lines), duration_s);
    found.push_back(one.front());
  }
  std::sort(found.begin(), found.end(),
            [](const Segment& a, const Segment& b) { return a.start_s < b.start_s; });
  std::vector<Segment> joined;
  for (const Segment& segment : found) {
    if (!joined.empty() && segment.start_s <= joined.back().end_s) {
      joined.back().end_s = std::max(joined.back().end_s, segment.end_s);
    } else {
      joined.push_back(segment);
    }
  }
  return joined;
}

}  // namespace cantus
