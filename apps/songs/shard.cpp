#include "apps/songs/shard.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "kernels/core/error.h"

namespace cantus {

Shard parse_shard(const std::string& text) {
  Shard shard;
  const char* end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, shard.index);
  const bool has_slash = index.ec == std::errc() && index.ptr != end && *index.ptr == '/';
  const auto count = has_slash ? std::from_chars(index.ptr + 1, end, shard.count) : index;
  if (!has_slash || count.ec != std::errc() || count.ptr != end || shard.index < 0 ||
      shard.count < 1 || shard.index >= shard.count)
    throw Error(Exit::kUsage, "--shard", "'" + text + "'", "I/N with 0 <= I < N, such as 0/4");
  return shard;
}

std::vector<std::size_t> members_of_shard(const std::vector<double>& duration_s,
                                          const Shard& shard) {
  std::vector<std::size_t> order(duration_s.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return duration_s[a] > duration_s[b]; });
  // A song costs its length and a little for itself: those of unknown length are dealt out, too.
  std::vector<double> load(shard.count, 0.0);
  std::vector<std::size_t> mine;
  for (const std::size_t song : order) {
    const auto least = std::min_element(load.begin(), load.end());
    *least += duration_s[song] + 0.1;
    if (least - load.begin() == shard.index) mine.push_back(song);
  }
  std::sort(mine.begin(), mine.end());
  return mine;
}

}  // namespace cantus
