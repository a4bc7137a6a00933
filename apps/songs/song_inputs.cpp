#include "apps/songs/song_inputs.h"

namespace cantus {

void SongInputs::declare(Flags& flags) {
  flags.positional("SONGS...", songs, "sound files, or folders searched for them");
  flags.path("--files-from", files_from, "LIST",
             "a text file naming songs, one a line; - is standard input");
  flags.value("--shard", "I/N", shard.text(), "work on part I (from 0) of N of the songs alone",
              [this](const std::string& text) -> std::string {
                const auto parsed = parse_shard(text);
                if (!parsed) return "I/N with 0 <= I < N, such as 0/4";
                shard = *parsed;
                return "";
              });
}

NamedSongs named_songs(const SongInputs& inputs) {
  NamedSongs named{list_songs(inputs.songs, inputs.files_from), {}};
  named.mine = songs_of_shard(named.all, inputs.shard);
  return named;
}

}  // namespace cantus
