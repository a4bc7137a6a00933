#include "data/maps/map_index.h"

#include <optional>
#include <set>

#include "data/files/atomic_file.h"
#include "data/hdf5/reader.h"
#include "data/hdf5/writer.h"
#include "kernels/core/error.h"

namespace cantus {

namespace {

constexpr const char* kSchema = "cantus.saliency.index/1";

using Paths = std::set<std::filesystem::path>;

// All folders above the paths, at any depth.
Paths folders_of(const Paths& paths) {
  Paths folders;
  for (const auto& path : paths)
    for (auto folder = path.parent_path(); !folder.empty() && folders.insert(folder).second;)
      folder = folder.parent_path();
  return folders;
}

// The existing maps that an index links to, relative to it; none where it is absent or no index.
std::optional<Paths> maps_in(const std::filesystem::path& index) {
  try {
    const Hdf5Reader file(index, ExternalLinks::kLeaveClosed);
    if (!file.has_attribute("/", "schema") || file.text("/", "schema") != kSchema) return {};
    Paths maps;
    for (const std::string& linked : file.linked_files()) {
      std::error_code unknown;
      if (std::filesystem::exists(index.parent_path() / linked, unknown)) maps.insert(linked);
    }
    return maps;
  } catch (const Error& error) {
    if (error.code() != Exit::kBadData && error.code() != Exit::kNoInput) throw;
    return {};
  }
}

}  // namespace

std::size_t write_map_index(const std::filesystem::path& folder, const std::string& name,
                            const std::vector<std::filesystem::path>& maps,
                            const WhileBusy& while_busy) {
  // No other process may add maps between reading the old index and writing the new one.
  const FileLock lock(folder / ".lock", while_busy);
  const std::filesystem::path path = folder / name;
  Paths relatives = maps_in(path).value_or(Paths());
  for (const auto& map : maps)
    relatives.insert(map.lexically_normal().lexically_relative(folder.lexically_normal()));
  Hdf5Writer file(path.string());
  file.set_text("/", "schema", kSchema);
  const Paths folders = folders_of(relatives);
  for (const auto& relative : relatives) {
    // A link must not have a group's name: album.h5 beside album/01.h5.
    const std::filesystem::path plain = std::filesystem::path(relative).replace_extension();
    file.add_external_link((folders.contains(plain) ? relative : plain).generic_string(),
                           relative.generic_string());
  }
  write_file(path, file.finish().view());
  return relatives.size();
}

void refuse_other_than_index(const std::filesystem::path& path, bool replaces) {
  std::error_code absent;
  if (std::filesystem::is_directory(path, absent))
    throw Error(Exit::kCannotCreate, path.string(), "is a folder", "nothing, or an index of maps",
                "move it, or name another output");
  if (replaces || !std::filesystem::exists(std::filesystem::symlink_status(path, absent)) ||
      maps_in(path))
    return;
  throw Error(Exit::kCannotCreate, path.string(), "a file that is no index of maps",
              "nothing, or an index", "--force replaces it");
}

}  // namespace cantus
