#include "kernels/fft/fft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "kernels/core/error.h"
#include "tests/reference/fft_reference.h"
#include "tests/support/kernel_case.h"

namespace cantus::testing {
namespace {

std::vector<float> floats_of(const Values& values) {
  const auto doubles = values.get();
  return {doubles.begin(), doubles.end()};
}

std::vector<float> forward(Queue& queue, const FftPlan& plan, std::int64_t frames,
                           const std::vector<float>& x) {
  std::vector<float> spectrum(frames * plan.num_bins() * 2, NAN);
  fft_forward(queue, plan, frames, x.data(), spectrum.data());
  return spectrum;
}

TEST(Fft, StaysWithinItsStatedErrorForEverySizeUpTo4096) {
  Queue queue({}, 2);
  int num_sizes = 0;
  for (std::int64_t n = 2; n <= 4096; n += 2) {
    if (!fft_supports(n)) continue;
    ++num_sizes;
    const FftPlan plan(queue, n);
    const std::vector<double> x = normal_values(n, n);
    std::vector<double> truth(plan.num_bins() * 2);
    reference::fft_forward(1, n, x, truth);
    const auto spectrum = forward(queue, plan, 1, floats_of(x));
    double energy = 0;
    double worst = 0;
    for (std::size_t i = 0; i < truth.size(); i += 2) {
      energy += truth[i] * truth[i] + truth[i + 1] * truth[i + 1];
      worst = std::max(worst, std::hypot(spectrum[i] - truth[i], spectrum[i + 1] - truth[i + 1]));
    }
    const double rms = std::sqrt(energy / static_cast<double>(plan.num_bins()));
    EXPECT_LE(worst, 1e-7 * std::log2(n) * rms) << n << " points";
  }
  EXPECT_EQ(num_sizes, 190);
}

TEST(Fft, SupportsEvenSizesWithoutPrimeFactorsAboveSeven) {
  for (const int n : {2, 4, 14, 640, 882, 1024, 1050}) EXPECT_TRUE(fft_supports(n)) << n;
  for (const int n : {-2, 0, 1, 7, 22, 26, 1023}) EXPECT_FALSE(fft_supports(n)) << n;
  Queue queue({}, 1);
  EXPECT_THROW(FftPlan(queue, 22), Error);
}

TEST(Fft, KeepsTheEnergyOfEachFrame) {
  Queue queue({}, 2);
  for (const std::int64_t n : {640, 882, 1024}) {
    const FftPlan plan(queue, n);
    const auto x = floats_of(normal_values(n, 7));
    const auto spectrum = forward(queue, plan, 1, x);
    double in_time = 0;
    for (const float v : x) in_time += static_cast<double>(v) * v;
    double in_frequency = 0;
    for (std::int64_t k = 0; k <= n / 2; ++k) {
      const double power = std::pow(spectrum[2 * k], 2) + std::pow(spectrum[2 * k + 1], 2);
      in_frequency += (k == 0 || k == n / 2 ? 1 : 2) * power;
    }
    EXPECT_NEAR(in_frequency / static_cast<double>(n) / in_time, 1.0, 1e-6) << n << " points";
  }
}

TEST(Fft, InverseUndoesForward) {
  Queue queue({}, 2);
  for (const std::int64_t n : {2, 14, 100, 640, 882, 1024, 2048}) {
    const FftPlan plan(queue, n);
    const std::int64_t frames = 19;
    const auto x = floats_of(normal_values(frames * n, 5));
    const auto spectrum = forward(queue, plan, frames, x);
    std::vector<float> back(x.size(), NAN);
    fft_inverse(queue, plan, frames, spectrum.data(), back.data());
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(back[i], x[i], 4e-6) << n << ": " << i;
  }
}

TEST(Fft, GivesTheSameBitsWhereverAFrameStandsInItsBatch) {
  const std::int64_t n = 64;
  Queue queue({}, 1);
  const FftPlan plan(queue, n);
  const auto x = floats_of(normal_values(20 * n, 11));
  const auto all = forward(queue, plan, 20, x);
  const auto last = forward(queue, plan, 1, {x.end() - n, x.end()});
  EXPECT_EQ(std::memcmp(all.data() + 19 * (n + 2), last.data(), last.size() * sizeof(float)), 0);
}

}  // namespace
}  // namespace cantus::testing
