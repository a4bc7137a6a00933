#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/buffer.h"
#include "models/inference.h"

namespace cantus {

// The voice curve of a whole song: every frame is scored by the excerpt centred on it. Near the
// ends the first and last frames are repeated, so that the curve has as many values as the features
// have frames.
class Detector {
 public:
  static constexpr std::int64_t kBatchSize = 128;

  // batch_size: excerpts scored at a time. Errors: those of Inference.
  Detector(Queue& queue, const Network& network, Parameters& parameters,
           std::int64_t batch_size = kBatchSize, Precision precision = Precision::kFloat32);

  // features [num_frames, num_bands], standardised -> probability of voice, one a frame. On a GPU
  // the song goes there once, in parts: while one is scored, a second queue brings the next.
  // `after_batch`, where given, is told how many frames each batch scored (on a GPU, is about to);
  // what it throws ends the work.
  std::vector<float> curve(std::span<const float> features,
                           const std::function<void(std::int64_t num_frames)>& after_batch = {});

 private:
  std::vector<float> curve_on_host(std::span<const float> features,
                                   const std::function<void(std::int64_t)>& after_batch);
  void make_room(std::int64_t song_frames);
  void bring(std::span<const float> features, std::int64_t first, std::int64_t end);
  // Scores a batch of excerpts, of the song's frame `first` and those behind it. They are one
  // stretch of the song at `song`, whose end frames are repeated as far as it reaches beyond.
  void score(const float* song, std::int64_t song_frames, std::int64_t first);

  std::int64_t part_frames() const { return 16 * inference_.batch_size(); }  // half a minute

  // A part of a song on its way to the device.
  struct Part {
    HostBuffer frames;
    std::unique_ptr<StreamMark> brought;
  };

  Queue& queue_;
  std::int64_t num_frames_;  // of an excerpt
  std::int64_t num_bands_;
  std::int64_t num_outputs_;
  Inference inference_;
  // Of a GPU alone:
  std::unique_ptr<Stream> copies_;
  std::vector<Part> parts_;
  int num_parts_brought_ = 0;
  std::int64_t room_frames_ = 0;
  Buffer song_;
  HostBuffer probabilities_;  // of every batch of the song
};

}  // namespace cantus
