#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/info/label_facts.h"
#include "apps/info/text_facts.h"
#include "data/files/input_file.h"
#include "data/files/json_text.h"
#include "data/files/list_files.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Json = nlohmann::json;

constexpr int kDepth = 5;  // deeper than anything shown

std::string shown(const Json& value) {
  if (value.is_array())
    return fmt::format("{} {}", value.size(), value.size() == 1 ? "entry" : "entries");
  if (value.is_object()) return counted(value.size(), "key");
  const std::string text = value.is_string() ? value.get<std::string>() : json_line(value);
  return text.size() > 100 ? fmt::format("{} bytes of text", text.size()) : text;
}

// Annotations may be chords or beats; if there are labels of voice, their facts are added.
FileFacts facts_of_jams(const std::filesystem::path& path, const Json& jams) {
  FileFacts facts{"JAMS", {}};
  bool has_segments = false;
  if (jams.contains("file_metadata"))
    for (const char* key : {"jams_version", "title", "artist", "duration"})
      if (const Json& about = jams["file_metadata"]; about.contains(key))
        facts.details.emplace_back(key, shown(about[key]));
  if (jams["annotations"].empty()) facts.details.emplace_back("annotations", "none");
  for (const Json& annotation : jams["annotations"]) {
    const bool is_known =
        annotation.is_object() && annotation.contains("namespace") && annotation.contains("data");
    has_segments = has_segments || (is_known && annotation["namespace"] == kJamsNamespace);
    facts.details.emplace_back(is_known ? shown(annotation["namespace"]) : "annotation",
                               is_known ? shown(annotation["data"]) : "of no kind that JAMS has");
  }
  if (!has_segments) return facts;
  FileFacts labels = facts_of_labels("JAMS", read_jams(path));
  facts.details.insert(facts.details.end(), labels.details.begin(), labels.details.end());
  facts.numbers = std::move(labels.numbers);
  return facts;
}

bool is_jams(const std::filesystem::path& path, const Json& json) {
  if (!json.contains("annotations") || !json["annotations"].is_array()) return false;
  if (!json.contains("file_metadata")) return lower_extension(path) == ".jams";
  return json["file_metadata"].is_object();
}

Json parse(const std::filesystem::path& path, const std::string& text, std::size_t start,
           std::size_t end) {
  try {
    return parse_json(std::string_view(text).substr(start, end - start), kDepth);
  } catch (const Json::parse_error& error) {
    throw Error(Exit::kBadData, fmt::format("{}@{}", path.string(), start + error.byte),
                "JSON is malformed", "JSON", "replace the file");
  } catch (const Json::out_of_range&) {
    throw Error(Exit::kBadData, path.string(), "a number that no float64 holds", "JSON",
                "replace the file");
  }
}

FileFacts facts_of_lines(const std::filesystem::path& path, const std::string& text) {
  int num_lines = 0;
  Json last;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const bool is_blank = std::min(text.find_first_not_of(" \t\r", start), text.size()) >= end;
    if (!is_blank) last = parse(path, text, start, end);
    num_lines += !is_blank;
    start = end + 1;
  }
  FileFacts facts{"JSON lines", {{"lines", fmt::format("{}", num_lines)}}};
  if (!last.contains("step") || !last.contains("epoch")) return facts;
  facts.kind = "training log";
  for (const char* key : {"step", "epoch"}) facts.details.emplace_back(key, shown(last[key]));
  return facts;
}

}  // namespace

FileFacts facts_of_json(const std::filesystem::path& path) {
  const std::string text = InputFile(path, kMaxJsonBytes).read_all();
  const std::size_t line_end = text.find('\n');
  const auto first_line =
      text.begin() + static_cast<std::ptrdiff_t>(std::min(line_end, text.size()));
  if (line_end < text.size() - 1 && Json::accept(text.begin(), first_line)) {
    return facts_of_lines(path, text);
  }
  const Json json = parse(path, text, 0, text.size());
  if (is_jams(path, json)) return facts_of_jams(path, json);
  if (lower_extension(path) == ".jams") return facts_of_labels("JAMS", read_jams(path));
  if (!json.is_object()) return {"JSON", {{"holds", shown(json)}}};
  FileFacts facts{"JSON", {}};
  std::string keys;
  for (const auto& [key, value] : json.items()) keys += (keys.empty() ? "" : ", ") + key;
  for (const char* key : {"schema", "tool", "commit"})
    if (json.contains(key)) facts.details.emplace_back(key, shown(json[key]));
  facts.details.emplace_back("keys", keys);
  return facts;
}

FileFacts facts_of_page(const std::filesystem::path& path) {
  constexpr std::uint64_t kMaxPageBytes = std::uint64_t{4} << 30;
  const std::string text = InputFile(path, kMaxPageBytes).read_all();
  const std::string open = "id=\"detection\">", close = "</script>";
  const Error no_page(Exit::kBadData, path.string(), "an HTML page of another program",
                      "one of `cantus detect --page`, whole");
  const std::size_t start = text.find(open);
  const std::size_t end = text.find(close, start);
  if (end == std::string::npos || !text.ends_with("</html>\n")) throw no_page;
  try {
    const Json found = parse(path, text, start + open.size(), end);
    const Json& song = found.at("songs").at(0);
    return {"page",
            {{"song", shown(song.at("path"))},
             {"seconds", shown(song.at("duration_s"))},
             {"network", shown(found.at("model").at("network"))},
             {"model sha256", shown(found.at("model").at("sha256"))},
             {"segments", fmt::format("{}", song.at("segments").size())}}};
  } catch (const Json::exception&) {
    throw no_page;
  }
}

}  // namespace cantus
