#include "data/maps/map_index.h"

#include <set>
#include <string_view>

#include "data/files/atomic_file.h"
#include "data/hdf5/reader.h"
#include "data/hdf5/writer.h"
#include "kernels/core/error.h"

namespace cantus {

namespace {

constexpr const char* kSchema = "cantus.saliency.index/1";

using Paths = std::vector<std::filesystem::path>;

// All folders that paths lie in, at any depth.
std::set<std::filesystem::path> folders_of(const Paths& paths) {
  std::set<std::filesystem::path> folders;
  for (const auto& path : paths)
    for (auto folder = path.parent_path(); !folder.empty() && folders.insert(folder).second;)
      folder = folder.parent_path();
  return folders;
}

}  // namespace

void write_map_index(const std::filesystem::path& folder, const std::string& name,
                     const std::vector<std::filesystem::path>& maps) {
  const std::filesystem::path path = folder / name;
  Hdf5Writer file(path.string());
  file.set_text("/", "schema", kSchema);
  Paths relatives;
  for (const auto& map : maps)
    relatives.push_back(map.lexically_normal().lexically_relative(folder.lexically_normal()));
  const auto folders = folders_of(relatives);
  for (const auto& relative : relatives) {
    // No link may have the name of a group: album.h5 beside album/01.h5.
    const std::filesystem::path plain = std::filesystem::path(relative).replace_extension();
    file.add_external_link((folders.contains(plain) ? relative : plain).generic_string(),
                           relative.generic_string());
  }
  const MemoryImage image = file.finish();
  write_file(path, {reinterpret_cast<const char*>(image.bytes.get()), image.size});
}

void refuse_other_than_index(const std::filesystem::path& path) {
  std::error_code absent;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, absent))) return;
  try {
    const Hdf5Reader file(path, ExternalLinks::kLeaveClosed);
    if (file.has_attribute("/", "schema") && file.text("/", "schema") == kSchema) return;
  } catch (const Error& error) {
    if (error.code() != Exit::kBadData) throw;
  }
  throw Error(Exit::kCannotCreate, path.string(), "a file that is no index of maps",
              "nothing, or an index", "--force replaces it");
}

}  // namespace cantus
