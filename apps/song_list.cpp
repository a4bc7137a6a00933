#include "apps/song_list.h"

#include <algorithm>

#include "data/audio/audio_format.h"
#include "data/files/list_files.h"
#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

fs::path full_path(const fs::path& path) { return fs::absolute(path).lexically_normal(); }

fs::path common_part(const fs::path& a, const fs::path& b) {
  fs::path common;
  auto in_a = a.begin(), in_b = b.begin();
  for (; in_a != a.end() && in_b != b.end() && *in_a == *in_b; ++in_a, ++in_b) common /= *in_a;
  return common;
}

}  // namespace

std::vector<Song> list_songs(const std::vector<fs::path>& inputs, const fs::path& files_from) {
  std::vector<fs::path> named = inputs;
  if (!files_from.empty()) {
    for (TextLines lines(files_from); lines.next();) {
      named.push_back(files_from.parent_path() / std::string(lines.line()));
    }
  }
  if (named.empty()) {
    throw Error(Exit::kUsage, "", "no songs given", "sound files, folders or --files-from LIST");
  }
  std::vector<Song> songs;
  fs::path root;
  const auto widen_root = [&root](const fs::path& folder) {
    root = root.empty() ? folder : common_part(root, folder);
  };
  for (const fs::path& path : named) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
      widen_root(full_path(path).parent_path());
      songs.push_back({path, {}});
      continue;
    }
    const auto found = list_files(path, sound_file_extensions());
    if (found.empty()) {
      throw Error(Exit::kNoInput, path.string(), "no sound files in this folder", "at least one");
    }
    widen_root(full_path(path / "."));
    for (const fs::path& file : found) songs.push_back({file, {}});
  }
  for (Song& song : songs) {
    song.folder = full_path(song.path).parent_path().lexically_relative(root);
    if (song.folder == ".") song.folder.clear();
  }
  return songs;
}

}  // namespace cantus
