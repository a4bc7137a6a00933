#include "apps/songs/song_inputs.h"

#include "data/files/parse_text.h"

namespace cantus {

std::string Shard::text() const { return std::to_string(index) + "/" + std::to_string(count); }

std::optional<Shard> parse_shard(const std::string& text) {
  const auto parts = split(text, "/");
  const auto index = parsed<int>(parts.front()), count = parsed<int>(parts.back());
  if (parts.size() != 2 || !index || !count || *index < 0 || *index >= *count) return {};
  return Shard{*index, *count};
}

std::vector<Song> songs_of_shard(const std::vector<Song>& songs, const Shard& shard) {
  std::vector<Song> mine;
  for (std::size_t i = shard.index; i < songs.size(); i += shard.count) mine.push_back(songs[i]);
  return mine;
}

void SongInputs::declare(Flags& flags) {
  flags.positional("SONGS...", songs, "sound files, or folders searched for them");
  flags.path("--files-from", files_from, "LIST",
             "text file naming songs, one per line; - is standard input");
  flags.value("--shard", "I/N", shard.text(), "do only part I (from 0) of N",
              [this](const std::string& text) -> std::string {
                const auto parsed = parse_shard(text);
                if (!parsed) return "I/N with 0 <= I < N, such as 0/4";
                shard = *parsed;
                return "";
              });
}

void SongInputs::declare_root(Flags& flags) {
  flags.path("--root", root, "DIR",
             "{dir} is a song's folder below it [the deepest that holds all songs]");
}

NamedSongs named_songs(const SongInputs& inputs) {
  NamedSongs named{list_songs(inputs.songs, inputs.files_from, inputs.root), {}};
  named.mine = songs_of_shard(named.all, inputs.shard);
  return named;
}

}  // namespace cantus
