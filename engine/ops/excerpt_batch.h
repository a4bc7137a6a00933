#pragma once

#include <cstdint>
#include <source_location>

#include "engine/graph.h"
#include "kernels/gather/draw_excerpts.h"
#include "kernels/spectral_warp/draw_warps.h"

namespace cantus {

// Where the kernels of a queue read a training set that stays in memory.
struct ResidentSet {
  struct Place {
    ExcerptSet excerpts;
    const void* frames = nullptr;  // [.., num_bands], float32 or float16
    // [num_bins]. For warped sets only, whose bands are the spline coefficients of all bins.
    const float* mean = nullptr;
    const float* inv_std = nullptr;
  };
  std::int64_t num_bands = 0;
  bool is_half = false;
  Place host;
  Place device;  // on the CPU the same as `host`

  const Place& on(const Queue& queue) const { return queue.memory().is_host() ? host : device; }
};

struct ExcerptBatch {
  Value features;  // [batch_size, num_frames, num_bands, 1]
  Value targets;   // [rule.num_targets(..., batch_size), num_outputs]
};

// The batch of each step, drawn and gathered by the graph itself: it depends only on the step's
// seed and first sample. The memory that `set` points to must outlive the graph's replays.
ExcerptBatch excerpt_batch(Graph& graph, const ResidentSet& set, const TargetRule& rule,
                           std::int64_t batch_size,
                           std::source_location where = std::source_location::current());

// The same, with every excerpt warped at random (kernels/spectral_warp/): the features are
// `shape`'s frames by bins. Requires a set whose excerpts are shape.num_source_frames by
// shape.num_source_bins, with a standardization, and targets of the centre frame alone.
ExcerptBatch warped_excerpt_batch(Graph& graph, const ResidentSet& set, const TargetRule& rule,
                                  const WarpSettings& settings, const WarpShape& shape,
                                  std::int64_t batch_size,
                                  std::source_location where = std::source_location::current());

}  // namespace cantus
