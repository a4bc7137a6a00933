#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "apps/songs/song_list.h"

namespace cantus {

// Names of output files below one folder, from a template such as "{dir}/{stem}.{ext}": {dir} is
// the song's folder, {stem} its name without and {file} with the extension, {ext} the output's
// extension. Names are claimed before work begins.
class OutputNames {
 public:
  // Errors: kUsage for a template without {ext}, without {stem} or {file}, or with `..`.
  OutputNames(std::filesystem::path folder, std::string name_template);

  std::filesystem::path path_of(const Song& song, const std::string& extension) const;
  // Announces all songs that will claim outputs, here or in other processes: the first sound among
  // them owns a name that several ask for.
  void foresee(const std::vector<Song>& songs, const std::string& extension);
  // As path_of, and takes the name. Errors: where the name is another song's or reserved, those of
  // read_audio if this song is damaged, else kUsage; kCannotCreate for a name too long for a file.
  std::filesystem::path claim(const Song& song, const std::string& extension);
  // Takes a name for a file of no song; errors of claim() call its owner `whose`.
  void reserve(const std::string& name, const std::string& whose);

 private:
  std::filesystem::path folder_;
  std::string template_;
  // The song that owns a name which `song` asks for.
  std::filesystem::path owner_of(const std::filesystem::path& name, const Song& song) const;

  std::map<std::filesystem::path, std::vector<std::filesystem::path>> foreseen_;  // by output
  std::map<std::filesystem::path, std::filesystem::path> claimed_;
};

// Throws Error(kCannotCreate) when `path` is a directory or, unless `force`, exists.
void refuse_to_overwrite(const std::filesystem::path& path, bool force,
                         const std::string& advice = "give --force to replace it");

// Checks before the work begins that the file of --output can be written at its end. Throws
// Error(kUsage) where its name does not end in `extension`, ".png" or ".wav"; the errors of
// refuse_to_overwrite and require_creatable.
void require_output(const std::filesystem::path& file, const std::string& extension, bool force);

}  // namespace cantus
