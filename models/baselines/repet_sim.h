#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus {

// REPET-SIM (Rafii and Pardo 2012, "Music/Voice Separation using the Similarity Matrix"): what
// comes again in other frames of a song is accompaniment, what does not is voice. Of their t, a
// cosine from which on a frame counts as similar, the authors' value is 0: all do.
struct RepetSimOptions {
  std::int64_t max_similar = 100;  // k: frames a median runs over; more change it no more
  // d: frames between two that are taken. Neighbours are alike because they overlap, not because
  // the music repeats.
  std::int64_t min_distance = 1;
  std::int64_t first_bin = 0;  // bins below it are the accompaniment's
};

// The authors' values for frames of that kind: a d of 1 s, and no voice is under 100 Hz.
RepetSimOptions repet_sim_options(double frames_per_second, double hz_per_bin);

// The voice's share of every bin:
//   S(j, l) = V_j . V_l / |V_j| |V_l|, 0 for frames of silence
//   J(j) = j and, the most similar first (of equals the earlier), frames that are at least d
//          from all that were taken before; k at most
//   W(j, b) = median over l in J(j) of V(l, b), of an even number the mean of the middle two
//   mask = 1 - min(W, V) / V, 0 where V is 0 and below first_bin
// S is made some rows at a time: 16 MiB for songs of any length, beside the mask.
//   magnitudes V [num_frames, num_bins], linear, not negative -> [num_frames, num_bins] 0 to 1
// On a CPU queue alone.
std::vector<float> repet_sim_mask(Queue& queue, std::int64_t num_frames, std::int64_t num_bins,
                                  std::span<const float> magnitudes,
                                  const RepetSimOptions& options);

}  // namespace cantus
