#pragma once

#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/core/step_state.h"

namespace cantus {

// How a magnitude excerpt is changed at random (Schlueter and Grill 2015, section 4, which
// Schlueter 2016 takes over); zeros change nothing.
struct WarpSettings {
  float stretch = 0;    // factors of duration 1 - stretch .. 1 + stretch, uniform; below 1
  float shift = 0;      // pitch factors, likewise
  float filter_db = 0;  // peak of the filter, -filter_db .. filter_db dB, uniform
  // The filter's width is 5 .. 7 semitones, as its author describes it; his program draws
  // 5 + 2 times a normal number instead.
  bool randn_widths = false;
};

// What an excerpt is warped from and to: the source's frames and bins, from 0 Hz to half the sample
// rate, and those that are kept, from 0 Hz on.
struct WarpShape {
  std::int64_t num_source_frames = 0;
  std::int64_t num_source_bins = 0;
  std::int64_t num_frames = 0;
  std::int64_t num_bins = 0;
};

// The change of one excerpt. Positions are whole numbers of 2^-32 frames or bins, so that they are
// the same on every device, and exact to 2^-24 bins where float32 has 2^-15.
struct Warp {
  std::int64_t first_frame = 0;  // of the source, for output frame 0
  std::int64_t frame_step = 0;   // from one output frame to the next
  std::int64_t bin_step = 0;
  float filter_centre = 0;     // bin
  float filter_inv_width = 0;  // of the deviation, 1 / bins
  float filter_peak = 0;       // natural logarithm of the factor
};

// The changes of a step's batch: those of sample i depend on state->seed and state->first_sample +
// i alone. With u of its own each time, uniform in [0, 1):
//   stretch s = 1 + stretch (2 u - 1), likewise the shift p; output frame i shows the source at
//   i / s + (num_source_frames - num_frames / s) / 2, output bin j at j / p
//   filter: centre m = 12 log2(150) + u 12 log2(8000 / 150) semitones, width 5 + 2 u semitones,
//   its deviation 2^((m + width) / 12) - 2^(m / 12) Hz, both in bins of 8000 / num_bins Hz
// `state` is in the queue's memory. Requires stretch and shift in [0, 1), and kept bins that end at
// 8 kHz, as the 372 of Schlueter 2016 do to 0.2 % (nothing here can see it: of another range the
// filters would be that much wider or narrower). Errors: kSoftware of stretch and shift.
//   warps [batch_size]
void draw_warps(Queue& queue, const StepState* state, const WarpSettings& settings,
                const WarpShape& shape, std::int64_t batch_size, Warp* warps);

// Whole frames of the longest source: an excerpt of num_frames at the highest tempo.
inline std::int64_t warp_source_frames(const WarpSettings& settings, std::int64_t num_frames) {
  // A hair more, so that 0.9 in float32 counts as 0.9.
  const double frames = static_cast<double>(num_frames) / (1.0 - settings.stretch) + 1e-4;
  return static_cast<std::int64_t>(frames);
}

}  // namespace cantus
