#include "models/baselines/repet_sim.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/blocks.h"
#include "kernels/core/error.h"
#include "kernels/gemm/gemm.h"

namespace cantus {
namespace {

using Frames = std::vector<std::int64_t>;

constexpr std::int64_t kMaxRows = 256;                            // of S at a time
constexpr std::int64_t kMaxSimilarities = std::int64_t{4} << 20;  // 16 MiB

// In double: frames of the faintest noise have lengths whose inverse no float holds.
std::vector<double> inverse_lengths(std::span<const float> magnitudes, std::int64_t num_frames,
                                    std::int64_t num_bins) {
  std::vector<double> inverse(num_frames);
  for (std::int64_t j = 0; j < num_frames; ++j) {
    double sum = 0;
    for (const float v : magnitudes.subspan(j * num_bins, num_bins)) sum += double{v} * v;
    inverse[j] = sum > 0 ? 1 / std::sqrt(sum) : 0.0;
  }
  return inverse;
}

// J(j) from row j of S, which is overwritten. The greatest similarity in each block of frames is
// kept, so that the next frame to take is found without looking at all frames.
Frames similar_frames(std::int64_t j, std::span<float> similarity, const RepetSimOptions& options) {
  constexpr std::int64_t kBlockFrames = 64;
  constexpr float kNearATakenOne = -1;
  const std::int64_t num_frames = std::ssize(similarity);
  const auto block_of = [&](std::int64_t block) {
    const std::int64_t first = block * kBlockFrames;
    return similarity.subspan(first, std::min(kBlockFrames, num_frames - first));
  };
  const auto most_similar = [&](std::int64_t block) {
    return std::max_element(block_of(block).begin(), block_of(block).end());
  };
  std::vector<float> best((num_frames + kBlockFrames - 1) / kBlockFrames);
  for (std::int64_t block = 0; block < std::ssize(best); ++block)
    best[block] = *most_similar(block);
  Frames taken;
  const auto take = [&](std::int64_t l) {
    taken.push_back(l);
    const std::int64_t first = std::max<std::int64_t>(l - options.min_distance + 1, 0);
    const std::int64_t end = std::min(l + options.min_distance, num_frames);
    std::fill(similarity.begin() + first, similarity.begin() + end, kNearATakenOne);
    for (std::int64_t block = first / kBlockFrames; block * kBlockFrames < end; ++block)
      best[block] = *most_similar(block);
  };
  take(j);
  while (std::ssize(taken) < options.max_similar) {
    const std::int64_t block = std::max_element(best.begin(), best.end()) - best.begin();
    if (best[block] == kNearATakenOne) break;
    take(block * kBlockFrames + (most_similar(block) - block_of(block).begin()));
  }
  return taken;
}

// Reorders the values.
float median(std::span<float> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

}  // namespace

RepetSimOptions repet_sim_options(double frames_per_second, double hz_per_bin) {
  RepetSimOptions options;
  options.min_distance = std::max(std::lround(frames_per_second), 1L);
  options.first_bin = static_cast<std::int64_t>(std::ceil(100 / hz_per_bin));
  return options;
}

std::vector<float> repet_sim_mask(Queue& queue, std::int64_t num_frames, std::int64_t num_bins,
                                  std::span<const float> magnitudes,
                                  const RepetSimOptions& options) {
  CANTUS_REQUIRE(std::ssize(magnitudes) == num_frames * num_bins, "magnitudes of every bin");
  CANTUS_REQUIRE(options.max_similar >= 1 && options.min_distance >= 1, "a frame to look at");
  CANTUS_REQUIRE(queue.memory().is_host(), "REPET-SIM takes a CPU queue");
  std::vector<float> mask(magnitudes.size());
  if (mask.empty()) return mask;
  const auto inverse = inverse_lengths(magnitudes, num_frames, num_bins);
  const auto share = [&](std::int64_t j, std::span<float> similarity) {
    for (std::int64_t l = 0; l < num_frames; ++l)
      similarity[l] = static_cast<float>(similarity[l] * inverse[j] * inverse[l]);
    const Frames similar = similar_frames(j, similarity, options);
    std::vector<float> values(similar.size());
    for (std::int64_t b = options.first_bin; b < num_bins; ++b) {
      const float v = magnitudes[j * num_bins + b];
      if (!(v > 0)) continue;
      for (std::size_t i = 0; i < similar.size(); ++i)
        values[i] = magnitudes[similar[i] * num_bins + b];
      mask[j * num_bins + b] = 1 - std::min(median(values), v) / v;
    }
  };
  const std::int64_t num_rows =
      std::min(std::clamp<std::int64_t>(kMaxSimilarities / num_frames, 1, kMaxRows), num_frames);
  std::vector<float> rows(num_rows * num_frames);
  for (std::int64_t first = 0; first < num_frames; first += num_rows) {
    const std::int64_t count = std::min(num_rows, num_frames - first);
    const GemmShape shape{.m = count, .n = num_frames, .k = num_bins, .transpose_b = true};
    queue.reserve_scratch(gemm_scratch_bytes(queue, shape));
    gemm(queue, shape, magnitudes.data() + first * num_bins, magnitudes.data(), rows.data());
    parallel_for(queue, count, [&](std::int64_t row) {
      share(first + row, std::span(rows).subspan(row * num_frames, num_frames));
    });
  }
  return mask;
}

}  // namespace cantus
