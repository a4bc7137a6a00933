#include "apps/songs/song_map.h"

#include "data/files/hash.h"
#include "kernels/core/error.h"

namespace cantus {

const FrontEnd& map_front_end() { return front_end_preset("schlueter2016"); }

StoredMap read_song_map(const std::filesystem::path& map, const std::filesystem::path& song) {
  StoredMap found = read_map(map);
  if (found.front_end != canonical_text(map_front_end()))
    throw Error(Exit::kBadData, map.string(), "a map of another front end", map_front_end().name);
  if (found.track != sha256_of_file(song))
    throw Error(Exit::kBadData, map.string(), "the map of another song", "that of " + song.string(),
                "let `cantus saliency` make it");
  return found;
}

}  // namespace cantus
