#include "data/files/output_folder.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "data/files/atomic_file.h"
#include "data/files/folder_names.h"
#include "data/files/temporary_files.h"
#include "data/files/write_failure.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// The folders of the path that do not exist, outermost first.
std::vector<fs::path> missing_part(const fs::path& folder) {
  std::vector<fs::path> missing;
  std::error_code ignored;
  fs::path path = folder.lexically_normal();
  for (; !path.empty() && !fs::exists(path, ignored); path = path.parent_path()) {
    missing.insert(missing.begin(), path);
  }
  return missing;
}

}  // namespace

void make_folder(const fs::path& folder, const char* remedy) {
  std::error_code failure;
  if (!folder.empty()) fs::create_directories(folder, failure);
  if (!failure) return;
  const bool is_full = failure.value() == ENOSPC || failure.value() == EDQUOT;
  Exit code = is_full ? Exit::kIoError : Exit::kCannotCreate;
  if (failure == std::errc::permission_denied) code = Exit::kNoPermission;
  const std::string found = "the folder cannot be made, " + failure.message();
  if (is_full || failure.value() == EROFS)
    throw DiskFailure(code, folder.string(), found, "", remedy);
  throw Error(code, folder.string(), found, "", remedy);
}

void require_creatable(const fs::path& file) {
  const AtomicFile probe(file);
  remove_abandoned_files(file.has_parent_path() ? file.parent_path() : ".");
}

void require_room(const fs::path& folder, std::int64_t bytes, const std::string& for_what) {
  std::error_code failure;
  const fs::space_info space = fs::space(folder, failure);
  if (failure || space.available >= static_cast<std::uintmax_t>(bytes)) return;
  const auto megabytes = [](auto count) {
    char text[40];
    std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(count) / 1e6);
    return std::string(text);
  };
  throw Error(Exit::kIoError, folder.string(), megabytes(space.available) + " are free",
              megabytes(bytes) + " for " + for_what, "free some space, or name another folder");
}

void require_own_folder(const fs::path& folder, const std::vector<std::string>& own) {
  std::error_code failure;
  const auto names = names_in(folder, failure);
  if (failure || std::ranges::find_first_of(names, own) != names.end()) return;
  const auto other = std::ranges::find_if(names, [&](const std::string& name) {
    return !name.starts_with('.') && !fs::is_empty(folder / name, failure);
  });
  if (other == names.end()) return;
  throw Error(Exit::kCannotCreate, folder.string(), "holds something else, such as " + *other,
              "a folder that is new, empty or of the same work",
              "choose another, or give --force to write into it");
}

OutputFolder::OutputFolder(const fs::path& folder) : OutputFolder() {
  for (const fs::path& missing : missing_part(folder)) {
    std::error_code told_below;
    if (fs::create_directory(missing, told_below)) made_.insert(made_.begin(), missing);
  }
  make_folder(folder);
  const std::string probe = (folder / "write_test").string();
  try {
    require_creatable(probe);
  } catch (const Error& error) {  // name the user's folder, not our probe file
    Error::Parts parts = error.parts();
    if (parts.where == probe) {
      parts.where = folder.string();
      parts.found = "a file in it " + parts.found;
    }
    throw Error(error.code(), parts);
  }
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  for (const fs::path& folder : made_) fs::remove(folder, ignored);
}

}  // namespace cantus
