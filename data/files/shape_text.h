#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cantus {

// A shape as messages show it: "[64, 3, 3, 1]".
inline std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t extent : shape)
    text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "[" + text + "]";
}

}  // namespace cantus
