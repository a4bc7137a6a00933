#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

// Makes the folder and those above it that are missing. Errors: kCannotCreate, kNoPermission,
// kIoError (disk full).
void make_folder(const std::filesystem::path& folder, const char* remedy = "choose another output");

// Shows that a file of this name could be written now, before any work is done for it; what killed
// writers left beside it is taken away. Errors: those of AtomicFile.
void require_creatable(const std::filesystem::path& file);

// Throws Error(kIoError) where fewer than `bytes` are free in the folder: they are `for_what`.
void require_room(const std::filesystem::path& folder, std::int64_t bytes,
                  const std::string& for_what);

// Throws Error(kCannotCreate) where the folder has something in it, and nothing of `own`, the names
// that the work it is meant for leaves there. Hidden files and empty ones are nothing: a log that a
// shell opened may be there.
void require_own_folder(const std::filesystem::path& folder, const std::vector<std::string>& own);

// A folder that work is going to write into, there and writable before the work begins. Folders
// that it made itself, and no other process at the same time, are taken away at its end if nothing
// was put into them; what killed writers left in it is taken away at once.
class OutputFolder {
 public:
  // Errors: those of make_folder and AtomicFile.
  explicit OutputFolder(const std::filesystem::path& folder);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

 private:
  // From here on the destructor takes them away, whatever the other constructor meets.
  OutputFolder() = default;

  std::vector<std::filesystem::path> made_;  // innermost first
};

}  // namespace cantus
