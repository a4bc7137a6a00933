#include "data/manifest/labels_of_songs.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "data/audio/audio_format.h"
#include "data/files/folder_names.h"
#include "data/files/list_files.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

fs::path with_lower_extension(fs::path song) {
  if (has_extension(song, sound_file_extensions())) song.replace_extension(lower_extension(song));
  return song;
}

// Label files by their song's name; those of one song in the order of label_file_extensions().
using ByName = std::multimap<std::string, fs::path>;

ByName by_name(const std::vector<fs::path>& files) {
  ByName found;
  for (const std::string& kind : label_file_extensions())
    for (const fs::path& file : files)
      if (has_extension(file, {kind}))
        found.emplace(song_of_labels(file.filename()).string(), file);
  return found;
}

// The label files directly in one folder.
ByName read_place(const fs::path& folder) {
  std::error_code failure;
  std::vector<std::string> names = names_in(folder, failure);
  if (failure)
    throw Error(failure == std::errc::permission_denied ? Exit::kNoPermission : Exit::kNoInput,
                folder.string(), failure.message(), "a readable folder of labels",
                "check the path");
  std::ranges::sort(names);
  std::vector<fs::path> files;
  for (const std::string& name : names) files.push_back(folder / name);
  return by_name(files);
}

// The names that a song's label files may have, best first; those of one inner list rank equally.
std::vector<std::vector<std::string>> known_names(const fs::path& song) {
  const fs::path name = with_lower_extension(song.filename());
  if (has_extension(name, sound_file_extensions()))
    return {{name.string()}, {name.stem().string()}};
  std::vector<std::string> with_ending;
  for (const std::string& extension : sound_file_extensions())
    with_ending.push_back(name.string() + extension);
  return {{name.string()}, with_ending};
}

std::vector<fs::path> find_labels(const ByName& labels, const fs::path& song) {
  std::vector<fs::path> files;
  for (const auto& names : known_names(song)) {
    for (const std::string& name : names) {
      const auto [first, last] = labels.equal_range(name);
      for (auto found = first; found != last; ++found) files.push_back(found->second);
    }
    if (!files.empty()) break;
  }
  return files;
}

// Gives labels found elsewhere than at their song's place to the song that they lie beside or else
// to the songs of one place; refuses labels of one song in several places.
void give_to_one_place(const std::vector<fs::path>& songs, const std::vector<bool>& is_elsewhere,
                       std::vector<std::vector<fs::path>>& labels) {
  std::map<fs::path, const fs::path*> owners;
  for (std::size_t i = 0; i < songs.size(); ++i)
    if (!is_elsewhere[i])
      for (const fs::path& file : labels[i]) owners[file] = nullptr;
  for (std::size_t i = 0; i < songs.size(); ++i) {
    if (!is_elsewhere[i]) continue;
    std::erase_if(labels[i], [&](const fs::path& file) {
      const fs::path* owner = owners.emplace(file, &songs[i]).first->second;
      if (owner != nullptr && owner->parent_path() != songs[i].parent_path())
        throw Error(Exit::kBadData, file.string(),
                    "labels of both " + owner->string() + " and " + songs[i].string(),
                    "folders of labels as those of the songs, where songs share a name");
      return owner == nullptr;
    });
    for (const fs::path& file : labels[i])
      if (file.parent_path() != labels[i].front().parent_path())
        throw Error(
            Exit::kBadData, file.string(),
            "has the name of " + songs[i].string() + ", as " + labels[i].front().string() + " has",
            "one of that name, or the song in a folder as its labels");
  }
}

// The label files of each place in the folder, read once.
class Places {
 public:
  explicit Places(const fs::path& folder) : folder_(folder) {
    at({});  // throws if the folder is wrong, whatever the songs
  }
  const ByName& at(const fs::path& place) {
    const auto [found, is_new] = places_.try_emplace(place);
    if (is_new) found->second = read_place(folder_ / place);
    return found->second;
  }
  // The label files of all places.
  const ByName& below() {
    if (!below_) below_ = by_name(list_files(folder_, label_file_extensions()));
    return *below_;
  }

 private:
  fs::path folder_;
  std::map<fs::path, ByName> places_;
  std::optional<ByName> below_;
};

}  // namespace

fs::path song_of_labels(const fs::path& below_folder) {
  return with_lower_extension(fs::path(below_folder).replace_extension());
}

fs::path place_of_labels(const fs::path& folder, const fs::path& song) {
  std::error_code ignored;
  const fs::path place = song.parent_path();
  return fs::is_directory(folder / place, ignored) ? place : fs::path();
}

std::vector<std::vector<fs::path>> labels_beside_songs(const fs::path& folder,
                                                       const std::vector<fs::path>& songs) {
  Places places(folder);
  std::vector<std::vector<fs::path>> labels;
  for (const fs::path& song : songs) {
    const fs::path place = song.parent_path();
    const bool is_there = place_of_labels(folder, song) == place;
    labels.push_back(is_there ? find_labels(places.at(place), song) : std::vector<fs::path>());
  }
  return labels;
}

std::vector<std::vector<fs::path>> labels_of_songs(const fs::path& folder,
                                                   const std::vector<fs::path>& songs) {
  Places places(folder);
  std::vector<std::vector<fs::path>> labels;
  std::vector<bool> is_elsewhere;
  for (const fs::path& song : songs) {
    const fs::path place = place_of_labels(folder, song);
    labels.push_back(find_labels(places.at(place), song));
    const bool is_below = !song.has_parent_path() && labels.back().empty();
    if (is_below) labels.back() = find_labels(places.below(), song);
    is_elsewhere.push_back(is_below || place != song.parent_path());
  }
  give_to_one_place(songs, is_elsewhere, labels);
  return labels;
}

}  // namespace cantus
