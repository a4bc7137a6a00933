#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/program/flags.h"
#include "apps/songs/shard.h"
#include "apps/songs/song_list.h"

namespace cantus {

// The songs that a verb works on, as its flags name them.
struct SongInputs {
  std::vector<std::filesystem::path> songs;
  std::filesystem::path files_from;
  Shard shard;  // of several processes, the part of this one

  void declare(Flags& flags);
};

// All songs that are named, and those that this process works on. A name of an output is the first
// song's that asks for it, in whichever shard that is.
struct NamedSongs {
  std::vector<Song> all;
  std::vector<Song> mine;
};

// Errors: those of list_songs.
NamedSongs named_songs(const SongInputs& inputs);

}  // namespace cantus
