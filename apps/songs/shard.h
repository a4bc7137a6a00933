#pragma once

#include <optional>
#include <string>
#include <vector>

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

}  // namespace cantus
