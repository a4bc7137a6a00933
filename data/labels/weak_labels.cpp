#include "data/labels/weak_labels.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "data/audio/audio_format.h"
#include "data/files/list_files.h"
#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::vector<std::string_view> split_at_tabs(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t end = line.find('\t');
    fields.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

void check_path(const TextLines& lines, const std::filesystem::path& path) {
  const bool climbs = std::find(path.begin(), path.end(), "..") != path.end();
  if (path.empty() || path.is_absolute() || climbs || path.string().front() == '-') {
    lines.refuse("path " + in_quotes(path.string()), "a path below the manifest's folder");
  }
}

}  // namespace

std::vector<WeakClip> read_weak_manifest(const std::filesystem::path& path) {
  TextLines lines(path);
  std::vector<WeakClip> clips;
  std::set<std::tuple<std::filesystem::path, std::optional<double>, std::optional<double>>> seen;
  while (lines.next()) {
    const auto fields = split_at_tabs(lines.line());
    if (fields.size() != 2 && fields.size() != 4) {
      lines.refuse(std::to_string(fields.size()) + " fields",
                   "path TAB 0|1, or path TAB 0|1 TAB start TAB end");
    }
    const std::filesystem::path relative(fields[0]);
    check_path(lines, relative);
    if (fields[1] != "0" && fields[1] != "1") {
      lines.refuse("label " + in_quotes(fields[1]), "0 or 1");
    }
    WeakClip clip{path.parent_path() / relative, fields[1] == "1", {}, {}};
    if (fields.size() == 4) {
      clip.start_s = parse_number(lines, fields[2], "start");
      clip.end_s = parse_number(lines, fields[3], "end");
      if (*clip.start_s < 0 || *clip.end_s <= *clip.start_s) {
        lines.refuse("clip from " + std::string(fields[2]) + " to " + std::string(fields[3]) + " s",
                     "0 <= start < end");
      }
    }
    if (!seen.emplace(clip.path.lexically_normal(), clip.start_s, clip.end_s).second)
      lines.refuse(in_quotes(relative.string()) + " a second time", "every clip once");
    clips.push_back(std::move(clip));
  }
  if (clips.empty()) {
    throw Error(Exit::kBadData, path.string(), "holds no clips", "path TAB 0|1", "name a manifest");
  }
  return clips;
}

std::vector<WeakClip> list_weak_folders(const std::filesystem::path& folder) {
  std::vector<WeakClip> clips;
  for (const bool has_voice : {true, false}) {
    const auto paths =
        list_files(folder / (has_voice ? "vocal" : "nonvocal"), sound_file_extensions());
    for (const auto& path : paths) clips.push_back({path, has_voice, {}, {}});
  }
  return clips;
}

}  // namespace cantus
