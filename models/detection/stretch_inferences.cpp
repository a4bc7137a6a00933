#include "models/detection/stretch_inferences.h"

#include <algorithm>
#include <new>
#include <utility>

#include "kernels/core/out_of_memory.h"
#include "models/detection/stretches.h"

namespace cantus {

StretchInferences::StretchInferences(std::vector<std::int64_t> sizes, std::int64_t overlap_frames,
                                     Make make)
    : sizes_(std::move(sizes)), overlap_frames_(overlap_frames), make_(std::move(make)) {
  made_.emplace(shortest(), make_(shortest()));
}

std::vector<std::int64_t> StretchInferences::cover(std::int64_t num_excerpts) {
  if (num_excerpts == 0) return {};
  while (true) {
    auto stretches = cover_with_stretches(num_excerpts, sizes_, overlap_frames_);
    const auto too_long = std::find_if(stretches.begin(), stretches.end(),
                                       [&](std::int64_t size) { return !has_room_for(size); });
    if (too_long == stretches.end()) return stretches;
    sizes_.erase(std::find(sizes_.begin(), sizes_.end(), *too_long), sizes_.end());
  }
}

bool StretchInferences::has_room_for(std::int64_t size) {
  if (made_.contains(size)) return true;
  try {
    made_.emplace(size, make_(size));
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  } catch (const OutOfMemory&) {
    return false;
  }
}

}  // namespace cantus
