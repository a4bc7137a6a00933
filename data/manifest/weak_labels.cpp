#include "data/manifest/weak_labels.h"

#include <set>
#include <string>

#include "data/audio/audio_format.h"
#include "data/files/list_files.h"
#include "data/files/path_below.h"
#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {

bool is_weak_manifest(const std::filesystem::path& path) {
  TextLines lines(path);
  if (!lines.next()) return false;
  const auto fields = split_at_tabs(lines.line());
  if (fields.size() != 2) return false;
  const bool is_time = fields[0].find_first_not_of("0123456789.") == fields[0].npos;
  return !is_time && (fields[1] == "0" || fields[1] == "1");
}

std::vector<WeakClip> read_weak_manifest(const std::filesystem::path& path) {
  TextLines lines(path);
  std::vector<WeakClip> clips;
  std::set<std::filesystem::path> seen;
  while (lines.next()) {
    const auto fields = split_at_tabs(lines.line());
    if (fields.size() != 2) lines.refuse(std::to_string(fields.size()) + " fields", "path TAB 0|1");
    const auto song = path_below(lines, path.parent_path(), fields[0]);
    if (fields[1] != "0" && fields[1] != "1") {
      lines.refuse("label " + in_quotes(fields[1]), "0 or 1");
    }
    if (!seen.insert(song.lexically_normal()).second)
      lines.refuse(in_quotes(fields[0]) + " a second time", "every clip once");
    clips.push_back({song, fields[1] == "1"});
  }
  lines.refuse_comments_that_name_files(path.parent_path());
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
    for (const auto& path : paths) clips.push_back({path, has_voice});
  }
  return clips;
}

}  // namespace cantus
