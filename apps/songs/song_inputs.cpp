#include "apps/songs/song_inputs.h"

#include "apps/songs/shard.h"

namespace cantus {

void SongInputs::declare(Flags& flags) {
  flags.positional("SONGS...", songs, "sound files, or folders searched for them");
  flags.path("--files-from", files_from, "LIST",
             "a text file naming songs, one a line; - is standard input");
  flags.text("--shard", shard, "I/N", "work on part I (from 0) of N of the songs alone");
}

NamedSongs named_songs(const SongInputs& inputs) {
  const Shard shard = parse_shard(inputs.shard);
  NamedSongs named{list_songs(inputs.songs, inputs.files_from), {}};
  named.mine = songs_of_shard(named.all, shard);
  return named;
}

}  // namespace cantus
