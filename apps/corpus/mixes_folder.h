#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace cantus {

// A folder of mixes, SPLIT/NUMBER.wav and SPLIT/NUMBER.lab, and the manifest that names them all.
class MixesFolder {
 public:
  // `header`: the first line of its manifests, by which it knows its own.
  MixesFolder(std::filesystem::path folder, std::string header);

  std::filesystem::path manifest() const;
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
  bool held_mixes_;
  std::once_flag is_begun_;
};

}  // namespace cantus
