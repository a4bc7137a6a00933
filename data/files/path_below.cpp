#include "data/files/path_below.h"

#include <algorithm>

namespace cantus {

bool leads_below(const std::filesystem::path& relative) {
  return !relative.empty() && !relative.is_absolute() && relative.native().front() != '-' &&
         std::find(relative.begin(), relative.end(), "..") == relative.end();
}

std::filesystem::path path_below(const TextLines& lines, const std::filesystem::path& folder,
                                 std::string_view field) {
  const std::filesystem::path relative(field);
  if (!leads_below(relative))
    lines.refuse("path " + in_quotes(field), "a path below the manifest's folder");
  return folder / relative;
}

}  // namespace cantus
