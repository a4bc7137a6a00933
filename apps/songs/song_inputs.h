#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/program/flags.h"
#include "apps/songs/song_list.h"

namespace cantus {

// The part of a collection that one of several processes works on: "i/n", i counted from 0.
struct Shard {
  int index = 0;
  int count = 1;

  std::string text() const;
};

// None for what is no "i/n" with i below n.
std::optional<Shard> parse_shard(const std::string& text);

// Every `count`-th of the songs, from song `index` on: whatever a process can read of them, all
// that are given the same songs make the same parts.
std::vector<Song> songs_of_shard(const std::vector<Song>& songs, const Shard& shard);

// The songs that a verb works on, as its flags name them.
struct SongInputs {
  std::vector<std::filesystem::path> songs;
  std::filesystem::path files_from;
  std::filesystem::path root;  // of the folders that outputs mirror; empty: what the songs share
  Shard shard;                 // of several processes, the part of this one

  void declare(Flags& flags);
  // Of verbs with a file for each song.
  void declare_root(Flags& flags);
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
