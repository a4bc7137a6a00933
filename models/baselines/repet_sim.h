#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus {

// REPET-SIM (Rafii and Pardo 2012, "Music/Voice Separation using the Similarity Matrix"): what
// comes again in other frames of a song is accompaniment, what does not is voice. The values here
// are the authors' (1 s, 100 Hz) for 70 frames a second of 1024 samples at 22.05 kHz.
struct RepetSimOptions {
  std::int64_t max_similar = 100;  // k: frames a median runs over; more change it no more
  double min_similarity = 0;       // t: cosine from which on a frame counts as similar; 0: all do
  // d: frames between two that are taken. Neighbours are alike because they overlap, not because
  // the music repeats.
  std::int64_t min_distance = 70;
  std::int64_t first_bin = 5;  // bins below it are the accompaniment's: no voice is under 100 Hz
};

// The same for another front end.
RepetSimOptions repet_sim_options(double frames_per_second, double hz_per_bin);

// The voice's share of every bin:
//   S(j, l) = V_j . V_l / |V_j| |V_l|, 0 for frames of silence
//   J(j) = j and, the most similar first (of equals the earlier), frames with S >= t that are at
//          least d from all that were taken before; k at most
//   W(j, b) = median over l in J(j) of V(l, b), of an even number the mean of the middle two
//   mask = 1 - min(W, V) / V, 0 where V is 0 and below first_bin
// S is made some rows at a time: 16 MiB for songs of any length, beside the mask.
//   magnitudes V [num_frames, num_bins], linear, not negative -> [num_frames, num_bins] 0 to 1
// On a CPU queue alone.
std::vector<float> repet_sim_mask(Queue& queue, std::int64_t num_frames, std::int64_t num_bins,
                                  std::span<const float> magnitudes,
                                  const RepetSimOptions& options = {});

}  // namespace cantus
