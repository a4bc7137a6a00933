#include "data/manifest/song_subset.h"

#include <algorithm>
#include <cmath>

#include "data/labels/read_labels.h"
#include "kernels/core/error.h"
#include "kernels/core/permutation.h"

namespace cantus {
namespace {

// Consecutive rows of a manifest that are one song: the song, then its accompaniment.
using Rows = std::vector<CorpusSong>;

struct SongRows {
  std::vector<Rows> with_voice, without;
};

bool has_voice(const CorpusSong& row, const std::set<std::string>& positive) {
  if (const auto stated = stated_voice(row)) return *stated;
  if (row.labels.empty()) return false;
  try {
    return std::ranges::any_of(read_segments(row.labels), [&](const Segment& segment) {
      return positive.contains(segment.label);
    });
  } catch (const Error&) {
    return true;
  }
}

SongRows group(const std::vector<CorpusSong>& songs, Split split,
               const std::set<std::string>& positive) {
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
    auto& place = has_voice(row, positive) ? groups.with_voice : groups.without;
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

std::int64_t num_songs_with_voice(const std::vector<CorpusSong>& songs, Split split,
                                  const std::set<std::string>& positive) {
  return static_cast<std::int64_t>(group(songs, split, positive).with_voice.size());
}

std::vector<CorpusSong> take_songs(const std::vector<CorpusSong>& songs, Split split,
                                   const std::set<std::string>& positive, std::int64_t num_songs,
                                   std::uint64_t seed) {
  SongRows groups = group(songs, split, positive);
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
