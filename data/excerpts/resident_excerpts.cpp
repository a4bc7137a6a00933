#include "data/excerpts/resident_excerpts.h"

#include "kernels/core/error.h"

namespace cantus {
namespace {

void require_room(Queue& queue, std::size_t bytes, StoredFloat type) {
  const std::size_t free_bytes = queue.memory().free_bytes();
  if (bytes <= free_bytes) return;
  throw Error(Exit::kOsError, to_string(queue.device()),
              "the training songs' features need " + in_gigabytes(static_cast<double>(bytes)),
              in_gigabytes(static_cast<double>(free_bytes)) + " are free",
              type == StoredFloat::kFloat32 ? "data.dtype = \"float16\" halves them; or fewer songs"
                                            : "train on fewer songs");
}

// Copies the values to the queue's device; returns the copy's address.
template <typename T>
const T* place(Queue& queue, std::span<const T> values, Buffer& buffer) {
  if (values.empty()) return nullptr;
  buffer = Buffer(queue, values.size_bytes());
  queue.memory().copy(buffer.data(), values.data(), values.size_bytes());
  return reinterpret_cast<const T*>(buffer.data());
}

}  // namespace

void ResidentExcerpts::follow(Queue& queue, const Excerpts& excerpts) {
  if (queue.memory().is_host()) return;
  const auto copy = [&](std::span<const std::int64_t> list, Buffer& buffer) {
    if (!list.empty()) queue.memory().copy(buffer.data(), list.data(), list.size_bytes());
  };
  copy(excerpts.drawn(), drawn_);
  copy(excerpts.with_voice(), with_voice_);
  copy(excerpts.without(), without_);
  queue.synchronize();
}

ResidentExcerpts::ResidentExcerpts(Queue& queue, const Excerpts& excerpts,
                                   const Standardization* standardization) {
  const FrameSet& frames = excerpts.frames();
  set_.num_bands = frames.num_bands();
  set_.is_half = frames.type() == StoredFloat::kFloat16;
  set_.host.frames = frames.values();
  set_.host.excerpts = {.num_frames = excerpts.num_frames(),
                        .num_songs = frames.num_songs(),
                        .first_frames = frames.first_frames().data(),
                        .first_excerpts = excerpts.first_excerpts().data(),
                        .labels = frames.labels().data(),
                        .num_excerpts = excerpts.size(),
                        .bag_size = excerpts.bag_size()};
  if (!excerpts.drawn().empty()) {
    set_.host.excerpts.drawn = excerpts.drawn().data();
    set_.host.excerpts.num_drawn = std::ssize(excerpts.drawn());
  }
  if (!excerpts.with_voice().empty()) {
    ExcerptSet& set = set_.host.excerpts;
    set.with_voice = excerpts.with_voice().data();
    set.without = excerpts.without().data();
    set.num_with_voice = std::ssize(excerpts.with_voice());
    set.num_without = std::ssize(excerpts.without());
  }
  if (standardization != nullptr) {
    set_.host.mean = standardization->mean.data();
    set_.host.inv_std = standardization->inv_std.data();
  }
  set_.device = set_.host;
  if (!queue.memory().is_host()) upload(queue, excerpts, standardization);
}

void ResidentExcerpts::upload(Queue& queue, const Excerpts& excerpts,
                              const Standardization* standardization) {
  const FrameSet& frames = excerpts.frames();
  require_room(queue, frames.num_bytes() + frames.labels().size_bytes(), frames.type());
  const std::span<const std::byte> values(static_cast<const std::byte*>(frames.values()),
                                          frames.num_bytes());
  set_.device.frames = place(queue, values, frames_);
  ExcerptSet& set = set_.device.excerpts;
  set.first_frames = place(queue, frames.first_frames(), first_frames_);
  set.first_excerpts = place(queue, excerpts.first_excerpts(), first_excerpts_);
  set.labels = place(queue, frames.labels(), labels_);
  set.drawn = place(queue, excerpts.drawn(), drawn_);
  set.with_voice = place(queue, excerpts.with_voice(), with_voice_);
  set.without = place(queue, excerpts.without(), without_);
  if (standardization != nullptr) {
    set_.device.mean = place(queue, std::span<const float>(standardization->mean), mean_);
    set_.device.inv_std = place(queue, std::span<const float>(standardization->inv_std), inv_std_);
  }
  queue.synchronize();
}

}  // namespace cantus
