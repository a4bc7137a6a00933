#pragma once

#include <cstdint>
#include <limits>

#include "kernels/core/error.h"
#include "kernels/core/gpu.h"
#include "kernels/gru/gru.h"
#include "kernels/gru/gru_weights_cuda.h"

namespace cantus::gpu {

// What the recurrence of one launch goes over.
struct GruSizes {
  std::int64_t num_sequences;
  int num_frames;
  int num_units;

  // Row of frame t of sequence n in arrays [n, t, 2, width].
  __device__ std::int64_t at(std::int64_t n, int t, int direction, int width) const {
    return ((n * num_frames + t) * 2 + direction) * width;
  }
  // The frame that a direction reaches with its step.
  __device__ int frame_of(int direction, int step) const {
    return direction == 0 ? step : num_frames - 1 - step;
  }
};

// Checked while planning: every unit has a thread of its own, and frames are counted in 31 bits.
inline void check_fits(const GruShape& s) {
  CANTUS_REQUIRE(s.num_units <= StreamedWeights::kThreads,
                 "a recurrent layer has more than 1024 units on a GPU");
  CANTUS_REQUIRE(s.t <= std::numeric_limits<int>::max(), "a recurrent layer has too many frames");
}

inline GruSizes sizes_of(const GruShape& s) {
  return {s.n, static_cast<int>(s.t), static_cast<int>(s.num_units)};
}

template <class Weights>
dim3 grid_of(const GruShape& s) {
  return dim3(static_cast<unsigned>((s.n + Weights::kRows - 1) / Weights::kRows), 2);
}

// A tag that passes a way to multiply by the weights to a generic function.
template <class T>
struct Choice {
  using Weights = T;
};

inline bool holds_weights(const GruShape& s) { return s.num_units == HeldWeights<1>::kUnits; }

// Calls run with the Choice for a shape. As long as blocks of one sequence do not fill an H200 (132
// multiprocessors, two blocks in each), they are done sooner; with more sequences, four per block
// share what a step costs beside its products.
template <class Run>
void choose_weights(const GruShape& s, const Run& run) {
  if (!holds_weights(s)) return run(Choice<StreamedWeights>{});
  if (s.n <= 128) return run(Choice<HeldWeights<1>>{});
  run(Choice<HeldWeights<4>>{});
}

}  // namespace cantus::gpu
