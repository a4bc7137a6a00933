#pragma once

#include <span>

#include "engine/buffer.h"
#include "models/networks/network.h"

namespace cantus {

// Cuts stretches out of songs for a network's inferences (record_stretch). What excerpts see beyond
// a song's ends is the network's to say.
class StretchGather {
 public:
  // silence: a frame of digital silence, standardized, for networks of SongEnds::kSilent; none: the
  // ends are repeated.
  StretchGather(Queue& queue, const Network& network, std::span<const float> silence);

  // The frames of `num_excerpts` excerpts, of which the first is centred on the song's frame
  // `first` and each other on the frame behind.
  //   song [song_frames, bands], stretch [num_excerpts + frames - 1, bands], on the queue's device
  void run(const float* song, std::int64_t song_frames, std::int64_t first,
           std::int64_t num_excerpts, float* stretch);

 private:
  Queue& queue_;
  std::int64_t num_frames_, num_bands_;  // of an excerpt
  Buffer silence_;                       // empty where the ends are repeated
};

}  // namespace cantus
