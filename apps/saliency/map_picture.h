#pragma once

#include <filesystem>
#include <string>

#include "data/frontend/front_end.h"
#include "data/maps/map_file.h"
#include "kernels/core/queue.h"

namespace cantus {

// Draws the saliency map and the predictions of a song on one time axis, as a PNG. Saliencies are
// shown up to their 99.9 % quantile, as most are 0. Voice is where `detect` finds it by default.
// `host` is a CPU queue.
void draw_map(Queue& host, const std::filesystem::path& path, const std::string& title,
              const StoredMap& map, const FrontEnd& front_end);

}  // namespace cantus
