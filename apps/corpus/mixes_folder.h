#pragma once

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace cantus {

// A folder of mixes, SPLIT/NUMBER.wav and SPLIT/NUMBER.lab, and the manifest that names them all.
// While mixes are made, a mark file names those that the folder may hold, so that after a stop it
// is certain which files are ours.
class MixesFolder {
 public:
  // `header`: the first line of its manifests, which identifies them. `stems`: of the mixes to be
  // made, "train/00012".
  MixesFolder(std::filesystem::path folder, std::string header, std::set<std::string> stems);

  static std::filesystem::path manifest_in(const std::filesystem::path& folder);
  // Errors: kCannotCreate for a folder that holds anything but mixes.
  static void require_own(const std::filesystem::path& folder);
  // Errors: kCannotCreate for a file with the name of a mix that no earlier run made.
  void refuse_files_of_others() const;
  // Called before each mix is written, by any thread: the first call writes the mark and deletes
  // the earlier manifest, which must never describe other sound. Errors: those of write_file.
  void begin();
  // Writes the manifest (a line per mix, "" for one that failed), and deletes the other mixes that
  // an earlier run, finished or stopped, made. Errors: those of write_file.
  void finish(const std::vector<std::string>& lines);

 private:
  std::filesystem::path mark() const;

  std::filesystem::path folder_;
  std::string header_;
  std::set<std::string> stems_;
  std::set<std::string> stems_before_;  // of earlier runs
  std::once_flag is_begun_;
};

}  // namespace cantus
