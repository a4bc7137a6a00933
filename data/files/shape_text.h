#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cantus {

// The extents of what a file holds, as messages show them: "[64, 3, 3, 1]".
inline std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t extent : shape)
    text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "[" + text + "]";
}

}  // namespace cantus
