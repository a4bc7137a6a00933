#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/core/blocks.h"
#include "kernels/core/lanes.h"

namespace cantus {

// Runs body(first, lanes) for every batch of kLanes frames, which starts at frame `first`. Each
// thread takes one stretch of batches and has `lanes_each` Lanes of the queue's scratch to itself.
template <class Body>
void for_each_batch(Queue& queue, std::int64_t num_frames, std::int64_t lanes_each,
                    const Body& body) {
  const std::int64_t num_batches = (num_frames + kLanes - 1) / kLanes;
  const std::int64_t num_tasks = std::min<std::int64_t>(queue.num_threads(), num_batches);
  auto* scratch = static_cast<Lanes*>(queue.scratch(num_tasks * lanes_each * sizeof(Lanes)));
  parallel_for(queue, num_tasks, [&](std::int64_t task) {
    const std::int64_t end = num_batches * (task + 1) / num_tasks;
    for (std::int64_t batch = num_batches * task / num_tasks; batch < end; ++batch)
      body(batch * kLanes, scratch + task * lanes_each);
  });
}

// Reads kLanes rows of `count` values, `stride` apart, and writes `count` Lanes, each value times
// its weight when there are weights (padded with zeros to a multiple of kLanes). Only the first
// `valid` rows are read; the last of them stands for the missing ones.
void rows_to_lanes(const float* rows, std::int64_t stride, std::int64_t valid, std::int64_t count,
                   const float* weights, Lanes* lanes);

// The way back: `count` Lanes to the first `valid` rows.
void lanes_to_rows(const Lanes* lanes, std::int64_t stride, std::int64_t valid, std::int64_t count,
                   float* rows);

}  // namespace cantus
