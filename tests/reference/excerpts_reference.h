#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/reference/dropout_reference.h"

namespace cantus::reference {

// A Feistel network of six rounds over 2 half_bits bits, walked until it falls below `size`.
inline std::uint64_t permuted(std::uint64_t size, std::uint64_t seed, std::uint64_t stream,
                              std::uint64_t place) {
  std::uint32_t half_bits = 1;
  while ((1ull << (2 * half_bits)) < size) ++half_bits;
  const std::uint64_t half = 1ull << half_bits;
  do {
    std::uint64_t left = place / half, right = place % half;
    for (std::uint32_t round = 0; round < 6; ++round) {
      const auto words =
          philox({static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
                 {3 * 256 + round, static_cast<std::uint32_t>(stream),
                  static_cast<std::uint32_t>(stream >> 32), static_cast<std::uint32_t>(right)});
      const std::uint64_t next = left ^ (words[0] % half);
      left = right;
      right = next;
    }
    place = left * half + right;
  } while (place >= size);
  return place;
}

// Songs as the excerpts' host path stores them: frame counts, and labels by frame.
struct Songs {
  std::vector<std::int64_t> num_frames;
  std::vector<float> labels;
};

struct Excerpt {
  std::int64_t first_frame = 0;
  float label = 0;  // of frame excerpt_frames / 2
  bool has_voice() const { return label > 0.5f; }
};

// All excerpts that lie inside their songs, in order.
inline std::vector<Excerpt> excerpts_of(const Songs& songs, std::int64_t excerpt_frames) {
  std::vector<Excerpt> all;
  std::int64_t begin = 0;
  for (const std::int64_t frames : songs.num_frames) {
    for (std::int64_t first = begin; first + excerpt_frames <= begin + frames; ++first)
      all.push_back({first, songs.labels[first + excerpt_frames / 2]});
    begin += frames;
  }
  return all;
}

// The excerpt at a place of the endless sequence of draws. Pass p over all excerpts uses stream 4
// p; over those with voice, at even places, 4 p + 1; over those without, 4 p + 2.
inline Excerpt drawn(const std::vector<Excerpt>& all, bool is_balanced, std::uint64_t seed,
                     std::uint64_t place) {
  std::vector<Excerpt> kind = all;
  std::erase_if(kind, [](const Excerpt& e) { return e.label < 0; });  // left out of learning
  std::uint64_t order = 0;
  if (is_balanced) {
    const bool wants_voice = place % 2 == 0;
    std::erase_if(kind, [&](const Excerpt& e) { return e.has_voice() != wants_voice; });
    order = wants_voice ? 1 : 2;
    place /= 2;
  }
  return kind[permuted(kind.size(), seed, 4 * (place / kind.size()) + order, place % kind.size())];
}

// The excerpt at a place where whole songs are drawn, `bag_size` of their excerpts each: songs that
// have excerpts come in the order above, the excerpts of the bag at place b by stream 4 b + 3.
inline Excerpt drawn_of_bag(const Songs& songs, std::int64_t excerpt_frames, std::uint64_t bag_size,
                            bool is_balanced, std::uint64_t seed, std::uint64_t place) {
  std::vector<Excerpt> firsts;
  std::vector<std::vector<Excerpt>> bags;
  std::int64_t begin = 0;
  for (const std::int64_t frames : songs.num_frames) {
    std::vector<Excerpt> bag;
    for (std::int64_t first = begin; first + excerpt_frames <= begin + frames; ++first)
      bag.push_back({first, songs.labels[first + excerpt_frames / 2]});
    begin += frames;
    if (bag.empty()) continue;
    firsts.push_back(bag.front());
    bags.push_back(bag);
  }
  const Excerpt first = drawn(firsts, is_balanced, seed, place / bag_size);
  for (const auto& bag : bags)
    if (bag.front().first_frame == first.first_frame)
      return bag[permuted(bag.size(), seed, 4 * (place / bag_size) + 3,
                          place % bag_size % bag.size())];
  return {};
}

}  // namespace cantus::reference
