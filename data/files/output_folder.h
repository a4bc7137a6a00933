#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

// Makes the folder and its missing parents. Errors: kCannotCreate, kNoPermission, kIoError (disk
// full).
void make_folder(const std::filesystem::path& folder, const char* remedy = "choose another output");

// Checks before any work is done that a file of this name could be written now; removes what killed
// writers left beside it. Errors: those of AtomicFile.
void require_creatable(const std::filesystem::path& file);

// Throws Error(kIoError) where the folder's disk has less free than `bytes` for `for_what`.
void require_room(const std::filesystem::path& folder, std::int64_t bytes,
                  const std::string& for_what);

// Throws Error(kCannotCreate) where the folder has entries, but none of `own`, the names that the
// work it is meant for leaves there. Ignores hidden and empty files: a shell may have opened a log
// there.
void require_own_folder(const std::filesystem::path& folder, const std::vector<std::string>& own);

// A folder to write into, made and shown to be writable before the work begins. The destructor
// removes the folders that this object made itself, if they are empty. What killed writers left in
// the folder is removed at once.
class OutputFolder {
 public:
  // Errors: those of make_folder and AtomicFile.
  explicit OutputFolder(const std::filesystem::path& folder);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

 private:
  // Delegated to, so that the destructor runs even if the other constructor throws.
  OutputFolder() = default;

  std::vector<std::filesystem::path> made_;  // innermost first
};

}  // namespace cantus
