#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/picture/canvas.h"

namespace cantus {

// Patterns of one layer of one network, each [num_frames, num_bands].
struct PatternBlock {
  std::string title;
  std::int64_t num_frames = 0;
  std::int64_t num_bands = 0;
  std::vector<std::string> names;  // of the patterns, written above them
  std::vector<std::vector<float>> patterns;
};

// As in Figure 5 of Hou 2020: one row of blocks for each layer, one column for each network. In a
// pattern time runs to the right and frequency up; the least value is dark, the greatest bright.
struct PatternSheet {
  std::string title;
  std::string note;                             // below it
  std::vector<std::vector<PatternBlock>> rows;  // [layer][network]
};

Canvas render_patterns(const PatternSheet& sheet);

}  // namespace cantus
