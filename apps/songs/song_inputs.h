#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/program/flags.h"
#include "apps/songs/song_list.h"

namespace cantus {

// One process's part of a collection: "i/n", i counted from 0.
struct Shard {
  int index = 0;
  int count = 1;

  std::string text() const;
};

// None unless the text is "i/n" with i below n.
std::optional<Shard> parse_shard(const std::string& text);

// Every `count`-th song from song `index` on. Processes that are given the same songs make the same
// parts, whichever songs each can read.
std::vector<Song> songs_of_shard(const std::vector<Song>& songs, const Shard& shard);

// The songs that a verb works on, as its flags name them.
struct SongInputs {
  std::vector<std::filesystem::path> songs;
  std::filesystem::path files_from;
  std::filesystem::path root;  // of the folders that outputs mirror; empty: deepest common one
  Shard shard;                 // the part of this process

  void declare(Flags& flags);
  // For verbs that write a file for each song.
  void declare_root(Flags& flags);
};

// All songs that are named, and those of this process. An output name belongs to the first song of
// `all` that asks for it.
struct NamedSongs {
  std::vector<Song> all;
  std::vector<Song> mine;
};

// Errors: those of list_songs.
NamedSongs named_songs(const SongInputs& inputs);

}  // namespace cantus
