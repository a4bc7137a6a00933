#include "data/excerpts/excerpts.h"

#include <algorithm>

#include "kernels/core/error.h"
#include "kernels/gather/frame_label.h"

namespace cantus {

Excerpts::Excerpts(const FrameSet& frames, const ExcerptOptions& options)
    : frames_(frames), options_(options) {
  CANTUS_REQUIRE(options.num_frames > 0, "an excerpt needs frames");
  for (std::int64_t song = 0; song < frames.num_songs(); ++song) {
    const std::int64_t song_frames = frames.first_frames()[song + 1] - frames.first_frames()[song];
    first_excerpts_.push_back(size() +
                              std::max<std::int64_t>(0, song_frames - options.num_frames + 1));
  }
  if (size() == 0) {
    throw Error(Exit::kBadData, options_.songs, "none has an excerpt's length",
                std::to_string(options.num_frames) + " frames", "use longer songs");
  }
  if (options.is_balanced)
    split_by_label();
  else
    leave_out_unlearned();
}

template <class List>
void Excerpts::for_each_drawn(const List& list) const {
  if (options_.bag_size == 0 && !options_.one_a_song) {
    for (std::int64_t i = 0; i < size(); ++i)
      if (label(i) != kNotLearned) list(i, label(i));
    return;
  }
  for (std::int64_t song = 0; song < frames_.num_songs(); ++song) {
    const std::int64_t first = first_excerpts_[song], end = first_excerpts_[song + 1];
    if (first < end) list(options_.one_a_song ? (first + end) / 2 : song, label(first));
  }
}

void Excerpts::choose(std::span<const std::int64_t> excerpts) {
  CANTUS_REQUIRE(options_.one_a_song && std::ssize(excerpts) == num_drawn(),
                 "one excerpt of every song");
  if (!options_.is_balanced) {
    std::copy(excerpts.begin(), excerpts.end(), drawn_.begin());
    return;
  }
  auto with_voice = with_voice_.begin(), without = without_.begin();
  for (const std::int64_t excerpt : excerpts)
    *(is_voice(label(excerpt)) ? with_voice : without)++ = excerpt;
}

std::int64_t Excerpts::num_drawn() const {
  const std::int64_t num_listed =
      std::ssize(drawn_) + std::ssize(with_voice_) + std::ssize(without_);
  if (options_.bag_size > 0) return num_listed * options_.bag_size;
  return num_listed > 0 ? num_listed : size();
}

void Excerpts::leave_out_unlearned() {
  for_each_drawn([this](std::int64_t number, float) { drawn_.push_back(number); });
  if (drawn_.empty()) {
    throw Error(Exit::kBadData, options_.songs, "no excerpt is left to learn from",
                "some, with labels or targets", "leave fewer out");
  }
  const bool is_fixed = options_.bag_size == 0 && !options_.one_a_song;
  if (is_fixed && std::ssize(drawn_) == size()) drawn_ = {};
}

void Excerpts::split_by_label() {
  for_each_drawn([this](std::int64_t number, float label) {
    (is_voice(label) ? with_voice_ : without_).push_back(number);
  });
  if (with_voice_.empty() || without_.empty()) {
    throw Error(Exit::kBadData, options_.songs,
                with_voice_.empty() ? "no excerpt has voice" : "every excerpt has voice",
                "both kinds, to balance them", "look at the labels");
  }
}

std::int64_t Excerpts::first_frame_of(std::int64_t index) const {
  CANTUS_REQUIRE(index >= 0 && index < size(), "no such excerpt");
  const auto after = std::upper_bound(first_excerpts_.begin(), first_excerpts_.end(), index);
  const std::int64_t song = after - first_excerpts_.begin() - 1;
  return frames_.first_frames()[song] + index - first_excerpts_[song];
}

void Excerpts::copy(std::int64_t index, float* out) const {
  frames_.copy_frames(first_frame_of(index), options_.num_frames, out);
}

float Excerpts::label(std::int64_t index) const {
  return frames_.labels()[first_frame_of(index) + options_.num_frames / 2];
}

}  // namespace cantus
