#include "kernels/standardize/band_moments.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/blocks.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr double kSmallestDeviation = 1e-5;

// One pass over frames [begin, end): Welford 1962.
void welford(std::int64_t begin, std::int64_t end, std::int64_t num_bands, const float* x,
             double* mean, double* square_sum) {
  std::fill(mean, mean + num_bands, 0.0);
  std::fill(square_sum, square_sum + num_bands, 0.0);
  for (std::int64_t f = begin; f < end; ++f) {
    const float* frame = x + f * num_bands;
    const double weight = 1.0 / static_cast<double>(f - begin + 1);
#pragma omp simd
    for (std::int64_t b = 0; b < num_bands; ++b) {
      const double d = frame[b] - mean[b];
      mean[b] += d * weight;
      square_sum[b] += d * (frame[b] - mean[b]);
    }
  }
}

void merge_into(std::int64_t count, const double* mean, const double* square_sum,
                BandMoments& into) {
  if (count == 0) return;
  const double total = static_cast<double>(into.num_frames + count);
  const double share = static_cast<double>(count) / total;
  for (std::int64_t b = 0; b < into.num_bands(); ++b) {
    const double d = mean[b] - into.mean[b];
    into.mean[b] += d * share;
    into.square_sum[b] += square_sum[b] + d * d * share * static_cast<double>(into.num_frames);
  }
  into.num_frames += count;
}

}  // namespace

std::size_t band_moments_scratch_bytes(std::int64_t num_bands) {
  return Blocks::kMaxBlocks * 2 * num_bands * sizeof(double);
}

void add_frames(Queue& queue, std::int64_t num_frames, const float* x, BandMoments& moments) {
  CANTUS_REQUIRE(queue.memory().is_host(), "moments of bands take a CPU queue");
  const std::int64_t num_bands = moments.num_bands();
  const Blocks blocks(num_frames);
  auto* scratch = static_cast<double*>(queue.scratch(band_moments_scratch_bytes(num_bands)));
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    double* mean = scratch + block * 2 * num_bands;
    welford(blocks.begin(block), blocks.end(block), num_bands, x, mean, mean + num_bands);
  });
  for (std::int64_t block = 0; block < blocks.count; ++block) {
    const double* mean = scratch + block * 2 * num_bands;
    merge_into(blocks.end(block) - blocks.begin(block), mean, mean + num_bands, moments);
  }
}

void merge(const BandMoments& other, BandMoments& moments) {
  CANTUS_REQUIRE(other.num_bands() == moments.num_bands(), "moments of different bands");
  merge_into(other.num_frames, other.mean.data(), other.square_sum.data(), moments);
}

Standardization standardization_of(const BandMoments& moments) {
  CANTUS_REQUIRE(moments.num_frames >= 2, "the deviation of fewer than two frames");
  Standardization result;
  for (std::int64_t b = 0; b < moments.num_bands(); ++b) {
    const double variance = moments.square_sum[b] / static_cast<double>(moments.num_frames - 1);
    const double deviation = std::sqrt(variance);
    if (deviation < kSmallestDeviation) ++result.num_floored;
    result.mean.push_back(static_cast<float>(moments.mean[b]));
    result.inv_std.push_back(static_cast<float>(1 / std::max(deviation, kSmallestDeviation)));
  }
  return result;
}

}  // namespace cantus
