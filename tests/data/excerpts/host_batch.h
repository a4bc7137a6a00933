#pragma once

#include <algorithm>
#include <vector>

#include "data/excerpts/excerpts.h"
#include "kernels/gather/draw_excerpts.h"
#include "tests/reference/excerpts_reference.h"

namespace cantus {

struct HostBatch {
  std::vector<float> features;
  std::vector<float> targets;
  bool operator==(const HostBatch&) const = default;
};

// One step's batch by the definition: every excerpt's frames are copied on the host.
inline HostBatch host_batch(const FrameSet& frames, const ExcerptOptions& options,
                            const TargetRule& rule, std::uint64_t seed, std::int64_t batch_size,
                            std::uint64_t step) {
  reference::Songs songs{{}, {frames.labels().begin(), frames.labels().end()}};
  for (std::int64_t s = 0; s < frames.num_songs(); ++s)
    songs.num_frames.push_back(frames.first_frames()[s + 1] - frames.first_frames()[s]);
  const auto all = reference::excerpts_of(songs, options.num_frames);
  const std::int64_t elements = options.num_frames * frames.num_bands();
  HostBatch batch{std::vector<float>(batch_size * elements), {}};
  for (std::int64_t i = 0; i < batch_size; ++i) {
    const auto excerpt = reference::drawn(all, options.is_balanced, seed, step * batch_size + i);
    frames.copy_frames(excerpt.first_frame, options.num_frames,
                       batch.features.data() + i * elements);
    const std::int64_t centre = excerpt.first_frame + options.num_frames / 2;
    const std::int64_t first = rule.every_frame ? excerpt.first_frame : centre;
    const std::int64_t end = rule.every_frame ? first + options.num_frames : centre + 1;
    for (std::int64_t frame = first; frame < end; ++frame) {
      const float soft = rule.soft_label;
      const float voice = std::clamp(songs.labels[frame], soft, 1 - soft);
      if (rule.num_outputs == 2) batch.targets.push_back(1 - voice);
      batch.targets.push_back(voice);
    }
  }
  return batch;
}

}  // namespace cantus
