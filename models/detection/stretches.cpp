#include "models/detection/stretches.h"

#include <algorithm>

namespace cantus {

// Takes the cheaper of two covers: as many as possible of the longest stretch that the excerpts
// fill, and the best cover of the rest; or the shortest single stretch that holds them all.
std::vector<std::int64_t> cover_with_stretches(std::int64_t num_excerpts,
                                               const std::vector<std::int64_t>& sizes,
                                               std::int64_t overlap) {
  const auto holds = std::lower_bound(sizes.begin(), sizes.end(), num_excerpts);
  if (holds == sizes.begin()) return {*holds};
  const std::int64_t filled = *(holds - 1);
  std::vector<std::int64_t> several((num_excerpts - 1) / filled, filled);
  const auto rest = cover_with_stretches(
      num_excerpts - static_cast<std::int64_t>(several.size()) * filled, sizes, overlap);
  several.insert(several.end(), rest.begin(), rest.end());
  if (holds == sizes.end()) return several;
  std::int64_t num_frames = 0;
  for (const std::int64_t size : several) num_frames += size + overlap;
  return num_frames < *holds + overlap ? several : std::vector{*holds};
}

}  // namespace cantus
