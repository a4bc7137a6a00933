#include "tests/kernels/spectral_warp/scipy_values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/spectral_warp/spectral_warp.h"
#include "kernels/spectral_warp/spline_prefilter.h"
#include "tests/reference/spectral_warp_reference.h"

// Compares prefilter and warp with scipy.ndimage on the sizes of Schlueter 2016. scipy_values.py
// computed scipy's numbers from the same song.
namespace cantus {
namespace {

constexpr std::int64_t kFrames = 200;
constexpr std::int64_t kBins = 513;
constexpr std::int64_t kFirst = 20;
constexpr WarpShape kShape{164, 513, 115, 372};
constexpr int kNumWarps = std::size(scipy::kSums);
constexpr int kPlaces = 32;  // at which values of a warp are compared

std::vector<float> song() {
  std::uint32_t state = 1;
  std::vector<float> values;
  for (std::int64_t i = 0; i < kFrames * kBins; ++i) {
    state = state * 1664525u + 1013904223u;
    values.push_back(static_cast<float>(state >> 8) / 4194304.0f);
  }
  return values;
}

// The i-th of the places that scipy_values.py compares: the corners first.
std::pair<std::int64_t, std::int64_t> place(int i, std::int64_t rows, std::int64_t columns) {
  if (i < 4) return {i < 2 ? 0 : rows - 1, i % 2 == 0 ? 0 : columns - 1};
  return {(i - 4) * 7919 % rows, (i - 4) * std::int64_t{104729} % columns};
}

std::vector<float> coefficients() {
  Queue queue({}, 2);
  queue.reserve_scratch(spline_prefilter_scratch_bytes(queue, kBins));
  std::vector<float> values = song();
  spline_prefilter(queue, kFrames, kBins, values.data(), values.data());
  return values;
}

Warp warp(int i) {
  const double stretch = scipy::kFactors[2 * i];
  const double shift = scipy::kFactors[2 * i + 1];
  return {.first_frame = std::llround(0.5 * (164 - 115 / stretch) * 0x1p32),
          .frame_step = std::llround(1 / stretch * 0x1p32),
          .bin_step = std::llround(1 / shift * 0x1p32)};
}

TEST(SpectralWarp, PrefiltersAsScipyDoes) {
  const auto found = coefficients();
  for (std::size_t i = 0; i < std::size(scipy::kCoefficients); ++i) {
    const auto [frame, bin] = place(static_cast<int>(i), kFrames, kBins);
    EXPECT_NEAR(found[frame * kBins + bin], scipy::kCoefficients[i], 1e-5) << frame << ", " << bin;
  }
}

TEST(SpectralWarp, WarpsAsScipyDoes) {
  const auto stored = coefficients();
  const std::vector<float> mean(kShape.num_bins, 0.0f), inv_std(kShape.num_bins, 1.0f);
  Queue queue({}, 2);
  queue.reserve_scratch(spectral_warp_scratch_bytes(queue, kShape));
  for (int i = 0; i < kNumWarps; ++i) {
    const Warp w = warp(i);
    std::vector<float> out(kShape.num_frames * kShape.num_bins);
    spectral_warp(queue, kShape, 1, stored.data(), &kFirst, &w, mean.data(), inv_std.data(),
                  out.data());
    for (int p = 0; p < kPlaces; ++p) {
      const auto [frame, bin] = place(p, kShape.num_frames, kShape.num_bins);
      const double magnitude = std::max(scipy::kWarped[kPlaces * i + p], 0.0);
      const double compressed = out[frame * kShape.num_bins + bin];
      EXPECT_NEAR(std::expm1(compressed), magnitude, 1e-5) << i << ": " << frame << ", " << bin;
    }
    double sum = 0;
    for (const float value : out) sum += value;
    EXPECT_NEAR(sum / static_cast<double>(out.size()),
                scipy::kSums[i] / static_cast<double>(out.size()), 1e-7)
        << i;
  }
}

// The definition that kernels must meet equals scipy's up to rounding, even for negative values.
TEST(SpectralWarp, HasADefinitionThatIsScipys) {
  const std::vector<float> narrow = song();
  const std::vector<double> values(narrow.begin(), narrow.end());
  std::vector<double> stored;
  reference::spline_prefilter(kFrames, kBins, values, stored);
  for (int i = 0; i < kNumWarps; ++i)
    for (int p = 0; p < kPlaces; ++p) {
      const auto [frame, bin] = place(p, kShape.num_frames, kShape.num_bins);
      const double stretch = scipy::kFactors[2 * i];
      const double y = 0.5 * (164 - 115 / stretch) + static_cast<double>(frame) / stretch;
      const double x = static_cast<double>(bin) / scipy::kFactors[2 * i + 1];
      EXPECT_NEAR(reference::spline_image(stored.data() + kFirst * kBins, 164, kBins, y, x),
                  scipy::kWarped[kPlaces * i + p], 1e-11)
          << i << ": " << frame << ", " << bin;
    }
}

}  // namespace
}  // namespace cantus
