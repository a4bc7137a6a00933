#pragma once

#include <cstdint>
#include <vector>

namespace cantus {

// A block of memory and the first and last step that need it, both included.
struct Lifetime {
  std::int64_t bytes = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
};

struct ArenaLayout {
  std::vector<std::int64_t> offsets;  // bytes, one for each lifetime
  std::int64_t bytes = 0;
};

// Packs lifetimes so that no two that overlap in time overlap in memory: largest first, each at the
// lowest gap that holds it. Offsets are multiples of 64.
ArenaLayout pack_arena(const std::vector<Lifetime>& lifetimes);

}  // namespace cantus
