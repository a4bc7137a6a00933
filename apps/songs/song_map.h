#pragma once

#include <filesystem>

#include "data/frontend/front_end.h"
#include "data/maps/map_file.h"

namespace cantus {

// The front end of saliency maps; estimates of voices are scored in its bins too.
const FrontEnd& map_front_end();

// The map of a song. Errors: those of read_map; kBadData for another song's or front end's map.
StoredMap read_song_map(const std::filesystem::path& map, const std::filesystem::path& song);

}  // namespace cantus
