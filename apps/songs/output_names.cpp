#include "apps/songs/output_names.h"

#include <limits.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "apps/program/stop.h"
#include "data/audio/audio_format.h"
#include "data/audio/read_audio.h"
#include "data/files/output_folder.h"
#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

bool is_sound(const fs::path& path) {
  try {
    sniff_audio_format(InputFile(path));
    return true;
  } catch (const Error&) {
    return false;
  }
}

bool holds(const std::string& text, const char* token) {
  return text.find(token) != std::string::npos;
}

}  // namespace

void refuse_to_overwrite(const fs::path& path, bool force, const std::string& advice) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored))
    throw Error(Exit::kCannotCreate, path.string(), "is a directory", "a file to write",
                "name another");
  if (!force && fs::exists(fs::symlink_status(path, ignored)))
    throw Error(Exit::kCannotCreate, path.string(), "exists already", "", advice);
}

void require_output(const fs::path& file, const std::string& extension, bool force) {
  if (file.extension() != extension)
    throw Error(Exit::kUsage, "--output", in_quotes(file.string()) + " given",
                "a name that ends in " + extension);
  refuse_to_overwrite(file, force);
  require_creatable(file);
}

OutputNames::OutputNames(fs::path folder, std::string name_template)
    : folder_(std::move(folder)), template_(std::move(name_template)) {
  const bool names_song = holds(template_, "{stem}") || holds(template_, "{file}");
  if (!names_song || !holds(template_, "{ext}") || holds(template_, "..")) {
    throw Error(Exit::kUsage, "--name", "`" + template_ + "` given",
                "a template like {dir}/{stem}.{ext} or {dir}/{file}.{ext}");
  }
  for (std::size_t at = 0; (at = template_.find('{', at)) != std::string::npos; ++at) {
    const std::string field = template_.substr(at, template_.find('}', at) + 1 - at);
    if (field != "{dir}" && field != "{stem}" && field != "{file}" && field != "{ext}")
      throw Error(Exit::kUsage, "--name", "`" + field + "` given",
                  "{dir}, {stem}, {file} or {ext}");
  }
}

fs::path OutputNames::path_of(const Song& song, const std::string& extension) const {
  const std::pair<std::string_view, std::string> values[] = {
      {"{ext}", extension},
      {"{dir}", song.folder.string()},
      {"{stem}", song.path.stem().string()},
      {"{file}", song.path.filename().string()}};
  std::string name;
  // In one pass, because the values may hold braces themselves.
  for (std::string_view rest = template_; !rest.empty();) {
    const auto* value = std::ranges::find_if(
        values, [&](const auto& known) { return rest.starts_with(known.first); });
    const bool is_known = value != std::end(values);
    name += is_known ? value->second : std::string(1, rest.front());
    rest.remove_prefix(is_known ? value->first.size() : 1);
  }
  const fs::path below = fs::path(name).relative_path();
  if (std::find(below.begin(), below.end(), "..") != below.end())  // the stem of `...wav`
    throw Error(Exit::kUsage, song.path.string(), "would be written to " + in_quotes(name),
                "a place below " + folder_.string(), "name its files by {file}");
  return (folder_ / below).lexically_normal();
}

void OutputNames::foresee(const std::vector<Song>& songs, const std::string& extension) {
  for (const Song& song : songs) foreseen_[path_of(song, extension)].push_back(song.path);
}

fs::path OutputNames::owner_of(const fs::path& name, const Song& song) const {
  if (const auto claimed = claimed_.find(name); claimed != claimed_.end()) return claimed->second;
  const auto foreseen = foreseen_.find(name);
  if (foreseen == foreseen_.end()) return song.path;
  const auto& songs = foreseen->second;
  const auto owner = std::find_if(songs.begin(), songs.end(), [&](const fs::path& path) {
    return path == song.path || is_sound(path);
  });
  return owner == songs.end() ? song.path : *owner;
}

fs::path OutputNames::claim(const Song& song, const std::string& extension) {
  const fs::path path = path_of(song, extension);
  if (path.filename().native().size() > NAME_MAX)
    throw Error(Exit::kCannotCreate, path.string(), "its name is too long",
                fmt::format("at most {} bytes", NAME_MAX),
                "shorten the song's name or that of --name");
  const fs::path owner = owner_of(path, song);
  const bool is_new = claimed_.emplace(path, owner).second;
  std::error_code ignored;
  const bool is_own = owner == song.path || fs::equivalent(owner, song.path, ignored);
  if (is_own && is_new) return path;
  if (is_own) throw Error(Exit::kUsage, song.path.string(), "named twice", "every song once");
  // Damage is reported first: it has to be mended anyway, and the collision may vanish with it.
  read_audio_pieces(song.path, {.is_stopped = stop_requested}, [](int, std::span<const float>) {});
  throw Error(Exit::kUsage, song.path.string(),
              "would be written to " + path.string() + ", as " + owner.string(), "",
              "give --name \"{dir}/{file}.{ext}\"");
}

void OutputNames::reserve(const std::string& name, const std::string& whose) {
  claimed_.emplace((folder_ / name).lexically_normal(), whose);
}

}  // namespace cantus
