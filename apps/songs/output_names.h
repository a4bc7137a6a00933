#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "apps/songs/song_list.h"

namespace cantus {

// The names of output files below one folder, after a template such as "{dir}/{stem}.{ext}": {dir}
// the song's folder, {stem} its name without and {file} with the extension, {ext} the output's
// extension. Names are claimed before work begins.
class OutputNames {
 public:
  // Errors: kUsage for a template without {ext}, without {stem} or {file}, or with `..`.
  OutputNames(std::filesystem::path folder, std::string name_template);

  std::filesystem::path path_of(const Song& song, const std::string& extension) const;
  // Leaves each name to the first sound of all the songs that will claim it, here or in other
  // processes.
  void foresee(const std::vector<Song>& songs, const std::string& extension);
  // The same as path_of. Errors: where the name is another song's, or reserved, those of read_audio
  // for a song that is damaged, else kUsage; kCannotCreate for one longer than a file's may be.
  std::filesystem::path claim(const Song& song, const std::string& extension);
  // Takes a name below the folder for what is no song's: claims of it tell `whose` it is.
  void reserve(const std::string& name, const std::string& whose);

 private:
  std::filesystem::path folder_;
  std::string template_;
  // Whose a name is that `song` asks for.
  std::filesystem::path owner_of(const std::filesystem::path& name, const Song& song) const;

  std::map<std::filesystem::path, std::vector<std::filesystem::path>> foreseen_;  // by output
  std::map<std::filesystem::path, std::filesystem::path> claimed_;
};

// Throws Error(kCannotCreate) when `path` is a directory, or is there, unless `force`.
void refuse_to_overwrite(const std::filesystem::path& path, bool force,
                         const std::string& advice = "give --force to replace it");

// That of --output may be written when the work is done: asked for before it begins. Throws
// Error(kUsage) where its name does not end in `extension`, ".png" or ".wav"; the errors of
// refuse_to_overwrite and require_creatable.
void require_output(const std::filesystem::path& file, const std::string& extension, bool force);

}  // namespace cantus
