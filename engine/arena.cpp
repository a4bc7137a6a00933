#include "engine/arena.h"

#include <algorithm>
#include <numeric>

namespace cantus {
namespace {

std::int64_t round_up(std::int64_t bytes) { return (bytes + 63) / 64 * 64; }

}  // namespace

ArenaLayout pack_arena(const std::vector<Lifetime>& lifetimes) {
  std::vector<std::size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return lifetimes[a].bytes > lifetimes[b].bytes;
  });

  ArenaLayout layout;
  layout.offsets.assign(lifetimes.size(), 0);
  std::vector<std::size_t> placed;
  for (const std::size_t index : order) {
    const Lifetime& mine = lifetimes[index];
    const std::int64_t bytes = round_up(mine.bytes);
    std::vector<std::pair<std::int64_t, std::int64_t>> taken;  // [begin, end) in use meanwhile
    for (const std::size_t other : placed) {
      const Lifetime& theirs = lifetimes[other];
      if (theirs.first > mine.last || theirs.last < mine.first) continue;
      taken.emplace_back(layout.offsets[other], layout.offsets[other] + round_up(theirs.bytes));
    }
    std::sort(taken.begin(), taken.end());
    std::int64_t offset = 0;
    for (const auto& [begin, end] : taken) {
      if (begin - offset >= bytes) break;
      offset = std::max(offset, end);
    }
    layout.offsets[index] = offset;
    layout.bytes = std::max(layout.bytes, offset + bytes);
    placed.push_back(index);
  }
  return layout;
}

}  // namespace cantus
