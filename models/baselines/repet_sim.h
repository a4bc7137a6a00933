#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus {

// REPET-SIM (Rafii and Pardo 2012, "Music/Voice Separation using the Similarity Matrix"): what
// recurs in other frames of a song is accompaniment, the rest is voice. The authors' t, the least
// cosine at which a frame counts as similar, is 0: every frame does.
struct RepetSimOptions {
  std::int64_t max_similar = 100;  // k: frames in a median; more hardly change it
  // d: least distance between frames taken, in frames. Neighbours are alike because they overlap,
  // not because the music repeats.
  std::int64_t min_distance = 1;
  std::int64_t first_bin = 0;  // bins below it are accompaniment
};

// The authors' values for frames of that kind: d is 1 s, and no voice lies below 100 Hz.
RepetSimOptions repet_sim_options(double frames_per_second, double hz_per_bin);

// The voice's share of every bin:
//   S(j, l) = V_j . V_l / |V_j| |V_l|, 0 for frames of silence
//   J(j) = j, then the most similar frames in turn (of equals the earlier) that are at least d
//          from all taken before; k at most
//   W(j, b) = median over l in J(j) of V(l, b); of an even number, the mean of the middle two
//   mask = 1 - min(W, V) / V, 0 where V is 0 and below first_bin
// S is computed a few rows at a time: 16 MiB for songs of any length, beside the mask.
//   magnitudes V [num_frames, num_bins], linear, not negative -> [num_frames, num_bins] 0 to 1
// Requires a CPU queue.
std::vector<float> repet_sim_mask(Queue& queue, std::int64_t num_frames, std::int64_t num_bins,
                                  std::span<const float> magnitudes,
                                  const RepetSimOptions& options);

}  // namespace cantus
