#include "apps/songs/shard.h"

#include <charconv>

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

std::vector<Song> songs_of_shard(const std::vector<Song>& songs, const Shard& shard) {
  std::vector<Song> mine;
  for (std::size_t i = shard.index; i < songs.size(); i += shard.count) mine.push_back(songs[i]);
  return mine;
}

}  // namespace cantus
