#include "data/batches/excerpts.h"

#include <algorithm>

#include "data/batches/permutation.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// Streams of the three orders of one seed: pass p of each is 4 p + its number.
enum Order : std::uint64_t { kAll = 0, kWithVoice = 1, kWithout = 2 };

std::uint64_t place(std::uint64_t size, std::uint64_t seed, Order order, std::uint64_t position) {
  return Permutation(size, seed, 4 * (position / size) + order)[position % size];
}

}  // namespace

Excerpts::Excerpts(const FrameSet& frames, const ExcerptOptions& options)
    : frames_(frames), options_(options) {
  CANTUS_REQUIRE(options.num_frames > 0, "an excerpt needs frames");
  CANTUS_REQUIRE(options.num_outputs == 1 || options.num_outputs == 2, "one output or two");
  for (std::int64_t song = 0; song < frames.num_songs(); ++song) {
    const std::int64_t song_frames = frames.first_frame(song + 1) - frames.first_frame(song);
    first_excerpts_.push_back(size() +
                              std::max<std::int64_t>(0, song_frames - options.num_frames + 1));
  }
  if (size() == 0) {
    throw Error(Exit::kBadData, "the songs", "none has an excerpt's length",
                std::to_string(options.num_frames) + " frames", "use longer songs");
  }
  if (options.is_balanced) split_by_label();
}

void Excerpts::split_by_label() {
  for (std::int64_t i = 0; i < size(); ++i) (label(i) > 0.5f ? with_voice_ : without_).push_back(i);
  if (with_voice_.empty() || without_.empty()) {
    throw Error(Exit::kBadData, "the songs",
                with_voice_.empty() ? "no excerpt has voice" : "every excerpt has voice",
                "both kinds, to balance them", "look at the labels");
  }
}

std::int64_t Excerpts::first_frame_of(std::int64_t index) const {
  CANTUS_REQUIRE(index >= 0 && index < size(), "no such excerpt");
  const auto after = std::upper_bound(first_excerpts_.begin(), first_excerpts_.end(), index);
  const std::int64_t song = after - first_excerpts_.begin() - 1;
  return frames_.first_frame(song) + index - first_excerpts_[song];
}

void Excerpts::copy(std::int64_t index, float* out) const {
  frames_.copy_frames(first_frame_of(index), options_.num_frames, out);
}

float Excerpts::label(std::int64_t index) const {
  return frames_.labels()[first_frame_of(index) + options_.num_frames / 2];
}

std::int64_t Excerpts::draw(std::uint64_t position) const {
  const std::uint64_t seed = options_.seed;
  if (!options_.is_balanced)
    return static_cast<std::int64_t>(
        place(static_cast<std::uint64_t>(size()), seed, kAll, position));
  const auto& one_kind = position % 2 == 0 ? with_voice_ : without_;
  const Order order = position % 2 == 0 ? kWithVoice : kWithout;
  return one_kind[place(one_kind.size(), seed, order, position / 2)];
}

void Excerpts::fill(std::uint64_t step, std::span<float> features, std::span<float> targets) const {
  const std::int64_t elements = excerpt_elements();
  const auto batch_size = static_cast<std::int64_t>(features.size()) / elements;
  CANTUS_REQUIRE(batch_size * elements == static_cast<std::int64_t>(features.size()) &&
                     batch_size * options_.num_outputs == static_cast<std::int64_t>(targets.size()),
                 "a batch of whole excerpts with their targets");
  for (std::int64_t i = 0; i < batch_size; ++i) {
    const std::int64_t index = draw(step * static_cast<std::uint64_t>(batch_size) + i);
    copy(index, features.data() + i * elements);
    const float voice = label(index) > 0.5f ? 1 - options_.soft_label : options_.soft_label;
    if (options_.num_outputs == 2) targets[2 * i] = 1 - voice;
    targets[i * options_.num_outputs + options_.num_outputs - 1] = voice;
  }
}

}  // namespace cantus
