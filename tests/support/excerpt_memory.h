#pragma once

#include <cstring>
#include <vector>

#include "kernels/core/device_table.h"
#include "kernels/core/float16.h"
#include "kernels/gather/draw_excerpts.h"
#include "kernels/gather/frame_label.h"
#include "tests/reference/excerpts_reference.h"

namespace cantus::testing {

// The float16 number that is stored in bytes 2 i and 2 i + 1.
template <typename T>
T half_of_bytes(const std::vector<T>& bytes, std::int64_t i) {
  const auto bits = static_cast<std::uint16_t>(static_cast<int>(bytes[2 * i]) +
                                               256 * static_cast<int>(bytes[2 * i + 1]));
  Float16 number;
  std::memcpy(&number, &bits, sizeof bits);
  return static_cast<T>(number);
}

// All excerpts of some songs, in the memory of a queue's device.
class ExcerptMemory {
 public:
  ExcerptMemory(Queue& queue, const reference::Songs& songs, std::int64_t excerpt_frames,
                bool is_balanced, std::int64_t bag_size = 0) {
    std::vector<std::int64_t> frames{0}, excerpts{0}, drawn, with_voice, without;
    for (const std::int64_t n : songs.num_frames) {
      frames.push_back(frames.back() + n);
      excerpts.push_back(excerpts.back() + std::max<std::int64_t>(0, n - excerpt_frames + 1));
    }
    const auto all = reference::excerpts_of(songs, excerpt_frames);
    const auto list = [&](std::int64_t number, const reference::Excerpt& excerpt) {
      drawn.push_back(number);
      (excerpt.has_voice() ? with_voice : without).push_back(number);
    };
    for (std::int64_t i = 0; bag_size == 0 && i < std::ssize(all); ++i)
      if (all[i].label != kNotLearned) list(i, all[i]);
    for (std::int64_t song = 0; bag_size > 0 && song < std::ssize(songs.num_frames); ++song)
      if (excerpts[song] < excerpts[song + 1]) list(song, all[excerpts[song]]);
    first_frames_ = {queue, frames};
    first_excerpts_ = {queue, excerpts};
    labels_ = {queue, songs.labels};
    set_ = {.num_frames = excerpt_frames,
            .num_songs = std::ssize(songs.num_frames),
            .first_frames = first_frames_.data(),
            .first_excerpts = first_excerpts_.data(),
            .labels = labels_.data(),
            .num_excerpts = excerpts.back(),
            .bag_size = bag_size};
    if (!is_balanced && (bag_size > 0 || drawn.size() < all.size())) {
      drawn_ = {queue, drawn};
      set_.drawn = drawn_.data();
      set_.num_drawn = std::ssize(drawn);
    }
    if (is_balanced) {
      with_voice_ = {queue, with_voice};
      without_ = {queue, without};
      set_.with_voice = with_voice_.data();
      set_.without = without_.data();
      set_.num_with_voice = std::ssize(with_voice);
      set_.num_without = std::ssize(without);
    }
    queue.synchronize();
  }

  const ExcerptSet& set() const { return set_; }

 private:
  DeviceTable<std::int64_t> first_frames_, first_excerpts_, drawn_, with_voice_, without_;
  DeviceTable<float> labels_;
  ExcerptSet set_;
};

}  // namespace cantus::testing
