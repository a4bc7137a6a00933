#include "data/labels/read_labels.h"

#include <algorithm>
#include <string>

#include "data/files/input_file.h"
#include "data/files/list_files.h"
#include "data/files/text_lines.h"
#include "data/labels/checked_segment.h"
#include "data/labels/csv_fields.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::vector<std::string_view> fields_of(std::string_view line, std::string_view separators) {
  std::vector<std::string_view> fields;
  for (std::size_t start = line.find_first_not_of(separators); start != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(separators, start), line.size());
    fields.push_back(line.substr(start, end - start));
    start = line.find_first_not_of(separators, end);
  }
  return fields;
}

using Path = std::filesystem::path;
using Stated = std::optional<double>;

Stated end_of_cover(const Path&, const std::vector<Segment>& segments) {
  constexpr double kUnnoticedS = 0.01;
  double covered_s = 0;
  for (const Segment& segment : segments) {
    if (segment.start_s > covered_s + kUnnoticedS) return {};
    covered_s = segment.end_s;
  }
  return segments.empty() ? Stated{} : covered_s;
}

struct Reader {
  const char* extension;
  std::vector<Segment> (*read)(const Path& path, double duration_s);
  Stated (*stated_duration)(const Path& path, const std::vector<Segment>& segments);
};

Stated unstated(const Path&, const std::vector<Segment>&) { return {}; }

constexpr Reader kReaders[] = {
    {".lab", read_lab, end_of_cover},
    {".txt", read_audacity, unstated},
    {".csv", read_segments_csv, unstated},
    {".jams", read_jams, [](const Path& path, auto&) { return stated_duration_of_jams(path); }},
    {".vocal", read_mir1k_vocal, end_of_cover},
    {".textgrid", read_textgrid,
     [](const Path& path, auto&) { return Stated(stated_duration_of_textgrid(path)); }}};

const Reader* find_reader(const Path& path) {
  const std::string extension = lower_extension(path);
  const auto found = std::ranges::find(kReaders, extension, &Reader::extension);
  return found == std::end(kReaders) ? nullptr : found;
}

[[noreturn]] void refuse_file(const std::filesystem::path& path, const char* found,
                              const char* expected) {
  throw Error(Exit::kBadData, path.string(), found, expected, "name a label file");
}

}  // namespace

const std::vector<std::string>& label_file_extensions() {
  static const auto extensions = [] {
    std::vector<std::string> all;
    for (const Reader& reader : kReaders) all.emplace_back(reader.extension);
    return all;
  }();
  return extensions;
}

std::vector<Segment> read_segments(const std::filesystem::path& path, double duration_s) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) InputFile{path};  // throws: says what it is
  if (const Reader* reader = find_reader(path)) return reader->read(path, duration_s);
  const auto& all = label_file_extensions();
  throw Error(Exit::kBadData, path.string(), "labels of an unknown kind",
              join({all.begin(), all.end() - 1}) + " or " + all.back());
}

std::optional<double> stated_duration(const std::filesystem::path& path,
                                      const std::vector<Segment>& segments) {
  const Reader* reader = find_reader(path);
  return reader == nullptr ? std::nullopt : reader->stated_duration(path, segments);
}

std::vector<Segment> read_lab(const std::filesystem::path& path, double duration_s) {
  TextLines lines(path, WhenEmpty::kAccept);
  std::vector<Segment> segments;
  while (lines.next()) {
    const auto fields = fields_of(lines.line(), " \t,");
    if (fields.size() != 3) {
      lines.refuse(std::to_string(fields.size()) + " fields", "start end label");
    }
    append_checked(segments,
                   {parse_number(lines, fields[0], "start"), parse_number(lines, fields[1], "end"),
                    std::string(fields[2])},
                   refusal_at(lines), duration_s);
  }
  if (segments.empty())
    refuse_file(path, "holds no segments",
                "start end label, as `0 30 nosing` of a song without voice");
  return segments;
}

std::vector<Segment> read_audacity(const std::filesystem::path& path, double duration_s) {
  TextLines lines(path, WhenEmpty::kAccept);
  std::vector<Segment> segments;
  while (lines.next()) {
    const auto line = lines.line();
    if (line.front() == '\\') continue;
    const std::size_t first = line.find('\t');
    if (first == line.npos) lines.refuse("no tab", "start TAB end TAB label");
    // Editors that strip trailing blanks also strip the tab before an empty label.
    const std::size_t second = std::min(line.find('\t', first + 1), line.size());
    const auto time = [&](std::string_view field, const char* name) {
      std::string text(field);
      std::replace(text.begin(), text.end(), ',', '.');
      return parse_number(lines, text, name);
    };
    append_checked(segments,
                   {time(line.substr(0, first), "start"),
                    time(line.substr(first + 1, second - first - 1), "end"),
                    std::string(line.substr(std::min(second + 1, line.size())))},
                   refusal_at(lines), duration_s);
  }
  return segments;
}

std::vector<Segment> read_segments_csv(const std::filesystem::path& path, double duration_s) {
  TextLines lines(path);
  if (!lines.next()) refuse_file(path, "holds no header", "start_s,end_s,label");
  const auto header = csv_fields(lines);
  const auto column = [&](const char* name) {
    if (std::count(header.begin(), header.end(), name) > 1)
      lines.refuse(std::string("column `") + name + "` twice", "once");
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  const std::size_t start = column("start_s"), end = column("end_s"), label = column("label");
  const std::size_t confidence = column("confidence");
  if (std::max({start, end, label}) == header.size()) {
    lines.refuse("header lacks a column", "start_s,end_s,label");
  }
  std::vector<Segment> segments;
  while (lines.next()) {
    const auto fields = csv_fields(lines);
    if (fields.size() != header.size()) {
      lines.refuse(std::to_string(fields.size()) + " fields",
                   std::to_string(header.size()) + " as in the header");
    }
    Segment segment{parse_number(lines, fields[start], "start_s"),
                    parse_number(lines, fields[end], "end_s"), fields[label]};
    if (confidence < header.size()) {
      segment.confidence = parse_number(lines, fields[confidence], "confidence");
      if (segment.confidence < 0 || segment.confidence > 1) {
        lines.refuse("confidence is " + fields[confidence], "0 to 1");
      }
    }
    append_checked(segments, std::move(segment), refusal_at(lines), duration_s);
  }
  return segments;
}

std::vector<Segment> read_mir1k_vocal(const std::filesystem::path& path, double duration_s) {
  // A line is for a window of 40 ms, every 20 ms: it labels the 20 ms around the window's centre.
  constexpr double kHop_s = 0.02;
  TextLines lines(path);
  std::vector<Segment> segments;
  for (int frame = 0; lines.next(); ++frame) {
    const auto fields = fields_of(lines.line(), " \t");
    if (fields.size() != 1 || (fields[0] != "0" && fields[0] != "1")) {
      lines.refuse(in_quotes(lines.line()), "0 or 1");
    }
    const std::string label = fields[0] == "1" ? "sing" : "nosing";
    const double start_s = frame == 0 ? 0 : (frame + 0.5) * kHop_s;
    const double end_s = (frame + 1.5) * kHop_s;
    append_run(segments, {start_s, end_s, label}, refusal_at(lines), duration_s);
  }
  if (segments.empty()) refuse_file(path, "holds no frames", "0 or 1 a line");
  return segments;
}

}  // namespace cantus
