#include "models/detection/detector.h"

#include <algorithm>
#include <cstring>

#include "kernels/core/error.h"
#include "models/detection/digital_silence.h"
#include "models/detection/finite_outputs.h"

namespace cantus {

Detector::Detector(Queue& queue, const Network& network, Parameters& parameters,
                   const DetectorOptions& options)
    : queue_(queue),
      network_(network),
      model_(options.model),
      silence_(options.silence),
      gather_(queue, network, options.silence),
      stretches_(
          options.stretches.empty() ? stretch_sizes(network, options.blocks) : options.stretches,
          network.num_frames - 1,
          [&queue, network, &parameters, precision = options.precision,
           blocks = options.blocks](std::int64_t num_excerpts) {
            return std::make_unique<Inference>(
                queue, record_stretch(network, num_excerpts, precision, blocks), parameters);
          }) {
  if (queue.memory().is_host()) return;
  copies_ = queue.memory().make_sibling();
  for (int i = 0; i < 2; ++i)
    parts_.push_back({PinnedBuffer(queue, part_frames() * network.num_bands * sizeof(float)),
                      copies_->make_mark()});
}

std::vector<float> Detector::curve(std::span<const float> features,
                                   const std::function<void(std::int64_t)>& after_stretch) {
  CANTUS_REQUIRE(static_cast<std::int64_t>(features.size()) % network_.num_bands == 0,
                 "features are no whole number of frames");
  const auto song_frames = static_cast<std::int64_t>(features.size()) / network_.num_bands;
  const std::int64_t num_outputs = network_.num_outputs();
  make_room(song_frames);
  const float* song = copies_ ? song_.floats() : features.data();
  std::int64_t brought = copies_ ? 0 : song_frames;
  std::int64_t first = 0;
  for (const std::int64_t size : stretches_.cover(song_frames)) {
    // The frame behind the last one that the excerpts of this stretch reach.
    const std::int64_t end = std::min(song_frames, first + size + network_.num_frames / 2 + 1);
    while (brought < end) {
      const std::int64_t next = std::min(song_frames, brought + part_frames());
      bring(features, brought, next);
      brought = next;
    }
    Inference& inference = stretches_.of(size);
    gather_.run(song, song_frames, first, size, inference.device_features());
    inference.run_on_device();
    const std::int64_t n = std::min(size, song_frames - first);
    queue_.memory().copy(probabilities_.data() + first * num_outputs * sizeof(float),
                         inference.device_probabilities(), n * num_outputs * sizeof(float));
    if (after_stretch) after_stretch(n);
    first += n;
  }
  queue_.synchronize();
  const auto* probabilities = reinterpret_cast<const float*>(probabilities_.data());
  std::vector<float> curve(song_frames);
  // The last output is the voice: class 1 of two, or the only one.
  for (std::int64_t i = 0; i < song_frames; ++i)
    curve[i] = probabilities[(i + 1) * num_outputs - 1];
  require_finite_outputs(model_, curve, song_frames, 0, "probabilities");
  if (!silence_.empty()) quiet_digital_silence(features, silence_, curve);
  return curve;
}

void Detector::make_room(std::int64_t song_frames) {
  if (song_frames <= room_frames_) return;
  probabilities_ = PinnedBuffer(queue_, song_frames * network_.num_outputs() * sizeof(float));
  if (copies_) {
    song_ = Buffer(queue_, song_frames * network_.num_bands * sizeof(float));
    queue_.synchronize();  // the memory is cleared before the second queue fills it
  }
  room_frames_ = song_frames;
}

void Detector::bring(std::span<const float> features, std::int64_t first, std::int64_t end) {
  Part& part = parts_[num_parts_brought_++ % parts_.size()];
  part.brought->wait();  // the last copy from this part's host memory is done
  const std::size_t bytes = (end - first) * network_.num_bands * sizeof(float);
  std::memcpy(part.frames.data(), features.data() + first * network_.num_bands, bytes);
  copies_->copy(song_.floats() + first * network_.num_bands, part.frames.data(), bytes);
  part.brought->set();
  queue_.memory().begin_after(*part.brought);
}

}  // namespace cantus
