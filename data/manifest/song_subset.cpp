#include "data/manifest/song_subset.h"

#include <cmath>

#include "kernels/core/error.h"
#include "kernels/core/permutation.h"

namespace cantus {
namespace {

// Neighbouring rows of a manifest that are one song.
using Rows = std::vector<CorpusSong>;

struct SongRows {
  std::vector<Rows> with_voice, without;
};

SongRows group(const std::vector<CorpusSong>& songs, Split split) {
  SongRows groups;
  Rows* last = nullptr;
  for (const CorpusSong& row : songs) {
    if (row.split != split) {
      last = nullptr;
      continue;
    }
    if (last != nullptr && is_accompaniment(row)) {
      last->push_back(row);
      continue;
    }
    const bool has_voice = stated_voice(row).value_or(!row.labels.empty());
    auto& place = has_voice ? groups.with_voice : groups.without;
    last = &place.emplace_back(Rows{row});
  }
  return groups;
}

void take(std::vector<Rows>& groups, std::uint64_t count, std::uint64_t seed, std::uint64_t stream,
          std::vector<CorpusSong>& into) {
  if (groups.empty()) return;
  const Permutation order(groups.size(), seed, stream);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Rows& rows = groups[order[i]];
    into.insert(into.end(), rows.begin(), rows.end());
  }
}

}  // namespace

std::int64_t num_songs_with_voice(const std::vector<CorpusSong>& songs, Split split) {
  return static_cast<std::int64_t>(group(songs, split).with_voice.size());
}

std::vector<CorpusSong> take_songs(const std::vector<CorpusSong>& songs, Split split,
                                   std::int64_t num_songs, std::uint64_t seed) {
  SongRows groups = group(songs, split);
  const auto num_there = static_cast<std::int64_t>(groups.with_voice.size());
  CANTUS_REQUIRE(num_songs >= 1 && num_songs <= num_there, "more songs than there are");
  const double share = static_cast<double>(num_songs) / static_cast<double>(num_there);
  std::vector<CorpusSong> taken;
  take(groups.with_voice, static_cast<std::uint64_t>(num_songs), seed, 0, taken);
  take(groups.without,
       static_cast<std::uint64_t>(std::lround(share * static_cast<double>(groups.without.size()))),
       seed, 1, taken);
  for (const CorpusSong& row : songs)
    if (row.split != split) taken.push_back(row);
  return taken;
}

}  // namespace cantus
