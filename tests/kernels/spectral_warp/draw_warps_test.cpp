#include "kernels/spectral_warp/draw_warps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace cantus {
namespace {

constexpr WarpShape kShape{164, 513, 115, 372};
constexpr WarpSettings kPaper{0.3f, 0.3f, 10};
constexpr double kOne = 4294967296.0;

std::vector<Warp> draw(const WarpSettings& settings, std::int64_t n, std::uint64_t first = 0,
                       std::uint64_t seed = 9) {
  Queue queue({}, 2);
  const StepState state{.seed = seed, .first_sample = first};
  std::vector<Warp> warps(n);
  draw_warps(queue, &state, settings, kShape, n, warps.data());
  return warps;
}

double stretch_of(const Warp& warp) { return kOne / static_cast<double>(warp.frame_step); }
double shift_of(const Warp& warp) { return kOne / static_cast<double>(warp.bin_step); }
// The filter's centre in semitones above 1 Hz, and its standard deviation in semitones above it.
double centre_of(const Warp& warp) { return 12 * std::log2(warp.filter_centre * 8000 / 372); }
double width_of(const Warp& warp) {
  return 12 * std::log2(1 + 1 / (static_cast<double>(warp.filter_inv_width) * warp.filter_centre));
}
double peak_db_of(const Warp& warp) { return warp.filter_peak * 20 / std::log(10.0); }

// Kolmogorov-Smirnov test: the largest distance between the empirical and the uniform distribution,
// times sqrt(n), exceeds 1.95 only once in a thousand times.
void expect_uniform(const std::vector<Warp>& warps, double low, double high,
                    const std::function<double(const Warp&)>& value) {
  std::vector<double> values;
  for (const Warp& warp : warps) values.push_back((value(warp) - low) / (high - low));
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    largest = std::max({largest, std::abs(values[i] - static_cast<double>(i) / n),
                        std::abs(values[i] - static_cast<double>(i + 1) / n)});
  EXPECT_LT(largest * std::sqrt(n), 1.95);
  EXPECT_GE(values.front(), -1e-5);
  EXPECT_LE(values.back(), 1 + 1e-5);
}

double correlation(const std::vector<Warp>& warps, const std::function<double(const Warp&)>& a,
                   const std::function<double(const Warp&)>& b) {
  double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
  for (const Warp& warp : warps) {
    const double x = a(warp), y = b(warp);
    sa += x, sb += y, saa += x * x, sbb += y * y, sab += x * y;
  }
  const auto n = static_cast<double>(warps.size());
  return (sab - sa * sb / n) / std::sqrt((saa - sa * sa / n) * (sbb - sb * sb / n));
}

TEST(DrawWarps, AreUniformInEveryChange) {
  const auto warps = draw(kPaper, 20000);
  expect_uniform(warps, 0.7, 1.3, stretch_of);
  expect_uniform(warps, 0.7, 1.3, shift_of);
  expect_uniform(warps, 12 * std::log2(150.0), 12 * std::log2(8000.0), centre_of);
  expect_uniform(warps, 5, 7, width_of);
  expect_uniform(warps, -10, 10, peak_db_of);
  for (const auto& other : {shift_of, centre_of, width_of, peak_db_of})
    EXPECT_LT(std::abs(correlation(warps, stretch_of, other)), 0.03);
  EXPECT_LT(std::abs(correlation(warps, centre_of, peak_db_of)), 0.03);
  EXPECT_LT(std::abs(correlation(warps, width_of, peak_db_of)), 0.03);
}

TEST(DrawWarps, HaveTheProgramsNormalWidthsWhenAsked) {
  const WarpSettings settings{0.3f, 0.3f, 10, true};
  double sum = 0, squares = 0;
  int beyond = 0;
  const auto warps = draw(settings, 20000);
  for (const Warp& warp : warps) {
    // A negative width gives a deviation of the same size: 2^((m + w) / 12) - 2^(m / 12) < 0.
    const double width = width_of(warp);
    sum += width, squares += width * width;
    beyond += width < 3 || width > 7 ? 1 : 0;
  }
  EXPECT_NEAR(sum / 20000, 5, 0.08);
  EXPECT_NEAR(std::sqrt(squares / 20000 - 25), 2, 0.08);
  EXPECT_NEAR(beyond / 20000.0, 0.3173, 0.02);
}

TEST(DrawWarps, KeepTheMiddleOfTheExcerptHalfAFrameFromTheLabel) {
  for (const Warp& warp : draw(kPaper, 100)) {
    const double centre =
        (static_cast<double>(warp.first_frame) + 57 * static_cast<double>(warp.frame_step)) / kOne;
    EXPECT_NEAR(centre, 82 - 0.5 / stretch_of(warp), 1e-7);
  }
}

TEST(DrawWarps, DependOnTheSeedAndThePlaceAlone) {
  const auto whole = draw(kPaper, 10), part = draw(kPaper, 3, 4), other = draw(kPaper, 10, 0, 8);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(part[i].frame_step, whole[i + 4].frame_step);
    EXPECT_EQ(part[i].filter_peak, whole[i + 4].filter_peak);
  }
  EXPECT_NE(whole[0].frame_step, other[0].frame_step);
}

TEST(DrawWarps, ChangeNothingWithoutSettings) {
  const WarpShape shape{115, 513, 115, 372};
  Queue queue({}, 1);
  const StepState state{.seed = 9};
  Warp warp;
  draw_warps(queue, &state, {}, shape, 1, &warp);
  EXPECT_EQ(warp.first_frame, 0);
  EXPECT_EQ(warp.frame_step, std::int64_t{1} << 32);
  EXPECT_EQ(warp.bin_step, std::int64_t{1} << 32);
  EXPECT_EQ(warp.filter_peak, 0);
}

TEST(DrawWarps, TakeTheSourceOfTheSlowestTempo) {
  EXPECT_EQ(warp_source_frames(kPaper, 115), 164);
  EXPECT_EQ(warp_source_frames({}, 115), 115);
  EXPECT_EQ(warp_source_frames({.stretch = 0.9f}, 10), 100);
}

}  // namespace
}  // namespace cantus
