#include "data/maps/map_index.h"

#include <string_view>

#include "data/files/atomic_file.h"
#include "data/hdf5/writer.h"

namespace cantus {

void write_map_index(const std::filesystem::path& folder, const std::string& name,
                     const std::vector<std::filesystem::path>& maps) {
  const std::filesystem::path path = folder / name;
  Hdf5Writer file(path.string());
  file.set_text("/", "schema", "cantus.saliency.index/1");
  for (const auto& map : maps) {
    const std::filesystem::path relative = map.lexically_relative(folder);
    file.add_external_link(std::filesystem::path(relative).replace_extension().generic_string(),
                           relative.generic_string());
  }
  const MemoryImage image = file.finish();
  write_file(path, {reinterpret_cast<const char*>(image.bytes.get()), image.size});
}

}  // namespace cantus
