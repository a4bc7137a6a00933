#pragma once

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace cantus {

// A folder of mixes, SPLIT/NUMBER.wav and SPLIT/NUMBER.lab, and the manifest that names them all.
// While mixes are made a mark names those that it may hold, so that a stop leaves no doubt about
// what is ours.
class MixesFolder {
 public:
  // `header`: the first line of its manifests, by which it knows its own. `stems`: of the mixes to
  // be made, "train/00012".
  MixesFolder(std::filesystem::path folder, std::string header, std::set<std::string> stems);

  static std::filesystem::path manifest_in(const std::filesystem::path& folder);
  // Errors: kCannotCreate for a folder that holds other things than mixes.
  static void require_own(const std::filesystem::path& folder);
  // Errors: kCannotCreate for a file of a mix's name that no earlier run made.
  void refuse_files_of_others() const;
  // Before a mix is written, by any thread: what an earlier manifest says must not stand beside
  // other sound, whenever the work ends. Errors: those of write_file.
  void begin();
  // Writes the manifest (a line a mix, "" for one that failed), and takes away the mixes that an
  // earlier run, finished or stopped, made beyond these. Errors: those of write_file.
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
