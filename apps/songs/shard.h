#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cantus {

// The part of a collection that one of several processes works on: "i/n", i counted from 0.
struct Shard {
  int index = 0;
  int count = 1;
};

// Errors: kUsage.
Shard parse_shard(const std::string& text);

// The numbers of the shard's songs, in their order: the longest first, each goes to the shard that
// has least so far, so that all take about as long. Every process that is given the same songs
// makes the same parts. duration_s: of each song.
std::vector<std::size_t> members_of_shard(const std::vector<double>& duration_s,
                                          const Shard& shard);

}  // namespace cantus
