#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/buffer.h"
#include "models/detection/stretch_gather.h"
#include "models/detection/stretch_inferences.h"

namespace cantus {

struct DetectorOptions {
  // How many excerpts to score at a time, ascending; empty: stretch_sizes().
  std::vector<std::int64_t> stretches = {};
  Precision precision = Precision::kFloat32;
  BlockScoring blocks = BlockScoring::kExact;
  // A frame of digital silence, standardized: no voice is in such a frame of a song, and networks
  // of SongEnds::kSilent see them beyond its ends. None: no frame is taken for one, and the first
  // and the last frame are repeated beyond the ends.
  std::vector<float> silence = {};
  std::string model = {};  // names the network in errors
};

// The voice curve of a whole song: every frame is scored by the excerpt centred on it. What an
// excerpt sees beyond the song's ends is the network's to say, so that the curve has as many values
// as the features have frames. The memory it takes does not grow with the song, but that on a GPU
// its features lie there whole, with a probability of each frame.
class Detector {
 public:
  // Errors: those of Inference for the shortest stretch.
  Detector(Queue& queue, const Network& network, Parameters& parameters,
           const DetectorOptions& options = {});

  // features [num_frames, num_bands], standardized -> probability of voice, one a frame. On a GPU
  // the song goes there once, in parts: while one is scored, a second queue brings the next.
  // `after_stretch`, where given, is told how many frames each stretch scored (on a GPU, is about
  // to); what it throws ends the work. Errors: those of require_finite_outputs.
  std::vector<float> curve(std::span<const float> features,
                           const std::function<void(std::int64_t num_frames)>& after_stretch = {});

 private:
  void make_room(std::int64_t song_frames);
  void bring(std::span<const float> features, std::int64_t first, std::int64_t end);
  std::int64_t part_frames() const { return 16 * stretches_.shortest(); }  // half a minute

  // A part of a song on its way to the device.
  struct Part {
    PinnedBuffer frames;
    std::unique_ptr<StreamMark> brought;
  };

  Queue& queue_;
  Network network_;
  std::string model_;
  std::vector<float> silence_;
  StretchGather gather_;
  StretchInferences stretches_;
  std::int64_t room_frames_ = 0;
  PinnedBuffer probabilities_;  // of every stretch of the song
  // Of a GPU alone:
  std::unique_ptr<Stream> copies_;
  std::vector<Part> parts_;
  int num_parts_brought_ = 0;
  Buffer song_;
};

}  // namespace cantus
