#include "models/detector.h"

#include <algorithm>
#include <cstring>

#include "kernels/core/error.h"
#include "kernels/excerpts/excerpts.h"

namespace cantus {

Detector::Detector(Queue& queue, const Network& network, Parameters& parameters,
                   std::int64_t batch_size, Precision precision)
    : queue_(queue),
      num_frames_(network.num_frames),
      num_bands_(network.num_bands),
      num_outputs_(network.num_outputs()),
      inference_(queue,
                 (require_precision(queue.device(), precision),
                  record_stretch(network, batch_size, precision)),
                 parameters, batch_size) {
  if (queue.memory().is_host()) return;
  copies_ = queue.memory().make_sibling();
  for (int i = 0; i < 2; ++i)
    parts_.push_back(
        {HostBuffer(queue, part_frames() * num_bands_ * sizeof(float)), copies_->make_mark()});
}

std::vector<float> Detector::curve(std::span<const float> features,
                                   const std::function<void(std::int64_t)>& after_batch) {
  CANTUS_REQUIRE(static_cast<std::int64_t>(features.size()) % num_bands_ == 0,
                 "features are no whole number of frames");
  if (queue_.memory().is_host()) return curve_on_host(features, after_batch);
  const auto song_frames = static_cast<std::int64_t>(features.size()) / num_bands_;
  make_room(song_frames);
  const std::int64_t batch = inference_.batch_size();
  std::int64_t brought = 0;
  for (std::int64_t first = 0; first < song_frames; first += batch) {
    // As far as this batch's excerpts reach.
    const std::int64_t end = std::min(song_frames, first + batch + num_frames_ / 2 + 1);
    while (brought < end) {
      const std::int64_t next = std::min(song_frames, brought + part_frames());
      bring(features, brought, next);
      brought = next;
    }
    score(song_.floats(), song_frames, first);
    queue_.memory().copy(probabilities_.data() + first * num_outputs_ * sizeof(float),
                         inference_.device_probabilities(),
                         std::min(batch, song_frames - first) * num_outputs_ * sizeof(float));
    if (after_batch) after_batch(std::min(batch, song_frames - first));
  }
  queue_.synchronize();
  const auto* probabilities = reinterpret_cast<const float*>(probabilities_.data());
  std::vector<float> curve(song_frames);
  // The last output is the voice: class 1 of two, or the only one.
  for (std::int64_t i = 0; i < song_frames; ++i)
    curve[i] = probabilities[(i + 1) * num_outputs_ - 1];
  return curve;
}

std::vector<float> Detector::curve_on_host(std::span<const float> features,
                                           const std::function<void(std::int64_t)>& after_batch) {
  const auto song_frames = static_cast<std::int64_t>(features.size()) / num_bands_;
  std::vector<float> curve(song_frames);
  for (std::int64_t first = 0; first < song_frames; first += inference_.batch_size()) {
    const std::int64_t n = std::min(inference_.batch_size(), song_frames - first);
    score(features.data(), song_frames, first);
    for (std::int64_t i = 0; i < n; ++i)
      curve[first + i] = inference_.device_probabilities()[(i + 1) * num_outputs_ - 1];
    if (after_batch) after_batch(n);
  }
  return curve;
}

void Detector::score(const float* song, std::int64_t song_frames, std::int64_t first) {
  const std::int64_t stretch_frames = inference_.batch_size() + num_frames_ - 1;
  const std::int64_t centre = first - num_frames_ / 2 + stretch_frames / 2;
  centred_excerpts(queue_, song_frames, num_bands_, stretch_frames, centre, 1, song,
                   inference_.device_features());
  inference_.run_on_device();
}

void Detector::make_room(std::int64_t song_frames) {
  if (song_frames <= room_frames_) return;
  room_frames_ = song_frames;
  song_ = Buffer(queue_, song_frames * num_bands_ * sizeof(float));
  probabilities_ = HostBuffer(queue_, song_frames * num_outputs_ * sizeof(float));
  queue_.synchronize();  // the memory is cleared before the second queue fills it
}

void Detector::bring(std::span<const float> features, std::int64_t first, std::int64_t end) {
  Part& part = parts_[num_parts_brought_++ % parts_.size()];
  part.brought->wait();  // the host's memory is free again
  const std::size_t bytes = (end - first) * num_bands_ * sizeof(float);
  std::memcpy(part.frames.data(), features.data() + first * num_bands_, bytes);
  copies_->copy(song_.floats() + first * num_bands_, part.frames.data(), bytes);
  part.brought->set();
  queue_.memory().begin_after(*part.brought);
}

}  // namespace cantus
