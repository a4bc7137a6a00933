#pragma once

#include <filesystem>

#include "data/frontend/front_end.h"
#include "data/maps/map_file.h"

namespace cantus {

// The front end of saliency maps; voices are judged in its bins, whoever found them.
const FrontEnd& map_front_end();

// The map of a song. Errors: those of read_map; kBadData for the map of another song or front end.
StoredMap read_song_map(const std::filesystem::path& map, const std::filesystem::path& song);

}  // namespace cantus
