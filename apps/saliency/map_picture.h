#pragma once

#include <filesystem>
#include <string>

#include "data/frontend/front_end.h"
#include "data/maps/map_file.h"
#include "kernels/core/queue.h"

namespace cantus {

// The saliency map and the predictions of a song on one time axis, as a PNG. Saliencies are shown
// up to their 99.9 % quantile: most of them are 0. Voice is what `detect` takes for it by default.
// `host` is a queue of the CPU's.
void draw_map(Queue& host, const std::filesystem::path& path, const std::string& title,
              const StoredMap& map, const FrontEnd& front_end);

}  // namespace cantus
