#include "apps/songs/shard.h"

#include "data/files/parse_text.h"

namespace cantus {

std::string Shard::text() const { return std::to_string(index) + "/" + std::to_string(count); }

std::optional<Shard> parse_shard(const std::string& text) {
  const auto parts = split(text, "/");
  const auto index = parsed<int>(parts.front()), count = parsed<int>(parts.back());
  if (parts.size() != 2 || !index || !count || *index < 0 || *index >= *count) return {};
  return Shard{*index, *count};
}

std::vector<Song> songs_of_shard(const std::vector<Song>& songs, const Shard& shard) {
  std::vector<Song> mine;
  for (std::size_t i = shard.index; i < songs.size(); i += shard.count) mine.push_back(songs[i]);
  return mine;
}

}  // namespace cantus
