#include "apps/songs/song_list.h"

#include <set>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "data/audio/audio_format.h"
#include "data/audio/sound_facts.h"
#include "data/files/list_files.h"
#include "data/files/read_stream.h"
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

void append_listed(std::vector<fs::path>& named, const fs::path& list) {
  const fs::path folder = is_stream(list) ? fs::path() : list.parent_path();
  TextLines lines = TextLines::of_file_or_stream(list);
  while (lines.next()) named.push_back(folder / std::string(lines.line()));
  lines.refuse_comments_that_name_files(folder);
}

// The sound files below a folder, unreadable ones too; none if the folder cannot be read. Warns of
// formats that cannot be read and of links to folders, which are not followed: they may lead back
// to their own place.
std::vector<fs::path> sounds_below(const fs::path& folder) {
  const auto& unread = unread_sound_file_extensions();
  std::vector<std::string> extensions = sound_file_extensions();
  extensions.insert(extensions.end(), unread.begin(), unread.end());
  std::vector<fs::path> found, passed_over;
  std::size_t num_links = 0;
  try {
    for (const fs::path& file : list_files(folder, extensions, &num_links))
      if (has_extension(file, unread))
        passed_over.push_back(file.lexically_relative(folder));
      else
        found.push_back(file);
  } catch (const Error& error) {
    if (error.code() != Exit::kNoPermission) throw;
  }
  if (!passed_over.empty())
    log_warning(fmt::format("{}: {} skipped, of formats that cannot be read: {}", folder.string(),
                            counted(passed_over.size(), "sound"), names_of(passed_over)));
  if (num_links > 0)
    log_warning(fmt::format("{}: {} to folders not followed; name them, or --files-from a list",
                            folder.string(), counted(num_links, "link")));
  return found;
}

// A song may be named twice, as by its folder and by itself.
void keep_each_once(std::vector<Song>& songs) {
  std::set<fs::path> seen;
  const auto num_again = std::erase_if(
      songs, [&](const Song& song) { return !seen.insert(full_path(song.path)).second; });
  if (num_again > 0) log_info(fmt::format("{} named again, done once", counted(num_again, "song")));
}

}  // namespace

void require_sound(const Song& song) {
  if (song.is_empty_folder) {
    list_files(song.path);  // throws where the folder cannot be read
    throw Error(Exit::kNoInput, song.path.string(), "no sound files in this folder",
                "at least one");
  }
  sniff_audio_format(InputFile(song.path));
}

double stated_duration_of(const Song& song, bool probes) {
  if (song.is_empty_folder) return 0;
  constexpr double kBytesPerSecond = 16000;  // for formats that ffmpeg reads: AAC at 128 kbit/s
  try {
    const auto facts = probes ? probe_sound_facts(song.path) : read_sound_facts(song.path);
    if (facts && facts->duration_s) return *facts->duration_s;
    return static_cast<double>(InputFile(song.path).size()) / kBytesPerSecond;
  } catch (const Error&) {
    return 0;
  }
}

std::vector<Song> list_songs(const std::vector<fs::path>& inputs, const fs::path& files_from,
                             const fs::path& given_root) {
  std::vector<fs::path> named = inputs;
  if (!files_from.empty()) append_listed(named, files_from);
  if (named.empty() && files_from.empty()) {
    throw Error(Exit::kUsage, "", "no songs given", "sound files, folders or --files-from LIST");
  }
  std::vector<Song> songs;
  std::error_code ignored;
  if (!given_root.empty() && !fs::is_directory(given_root, ignored))
    throw Error(Exit::kNoInput, given_root.string(), "no such folder", "a folder for --root",
                "check the path");
  fs::path root = given_root.empty() ? fs::path() : full_path(given_root / ".");
  const auto widen_root = [&](const fs::path& folder) {
    if (given_root.empty()) root = root.empty() ? folder : common_part(root, folder);
  };
  for (const fs::path& path : named) {
    if (path == "-") {
      throw Error(Exit::kUsage, "-", "no sound is read from standard input",
                  "sound files or folders",
                  "--files-from - reads their names; a file of that name is ./-");
    }
    if (path.extension() == ".tsv") {
      throw Error(Exit::kUsage, path.string(), "a table, not a sound", "sound files or folders",
                  "`train` and `evaluate` make the features of a manifest's songs; --files-from "
                  "takes a list");
    }
    if (!fs::is_directory(path, ignored)) {
      widen_root(full_path(path).parent_path());
      songs.push_back({path, {}});
      continue;
    }
    widen_root(full_path(path / "."));
    const auto found = sounds_below(path);
    if (found.empty()) songs.push_back({path, {}, true});
    for (const fs::path& file : found) songs.push_back({file, {}});
  }
  keep_each_once(songs);
  for (Song& song : songs) {
    if (song.is_empty_folder) continue;
    song.folder = full_path(song.path).parent_path().lexically_relative(root);
    if (song.folder == ".") song.folder.clear();
    if (song.folder.begin() != song.folder.end() && *song.folder.begin() == "..")
      throw Error(Exit::kUsage, song.path.string(), "is not below --root " + given_root.string(),
                  "songs below it", "name a folder that holds all songs");
  }
  return songs;
}

}  // namespace cantus
