#include <gtest/gtest.h>

#include <cmath>

#include "kernels/conv2d/conv2d_paths.h"
#include "tests/reference/conv2d_reference.h"
#include "tests/support/kernel_case.h"

namespace cantus::testing {
namespace {

constexpr auto kForward = &conv2d_winograd::kForward;
constexpr auto kData = &conv2d_winograd::kBackwardData;
constexpr auto kWideData = &conv2d_winograd::kWideBackwardData;
constexpr auto kWeights = &conv2d_winograd::kBackwardWeights;

// Every layer of the networks after the first, in training and over a song.
TEST(Conv2dWinograd, TakesTheLayersOfTheNetworks) {
  for (const Conv2dShape& s :
       {Conv2dShape{32, 113, 370, 64, 32, 3, 3}, Conv2dShape{32, 37, 122, 32, 128, 3, 3},
        Conv2dShape{32, 35, 120, 128, 64, 3, 3},
        Conv2dShape{1, 608, 120, 128, 64, 3, 3, Padding::kValid, 3},
        Conv2dShape{64, 25, 16, 64, 128, 3, 3, Padding::kSame},
        Conv2dShape{64, 25, 4, 64, 128, 3, 3, Padding::kSame}}) {
    EXPECT_TRUE(kForward->suits(s));
    EXPECT_TRUE(kData->suits(s));
    EXPECT_TRUE(kWeights->suits(s));
  }
  const Conv2dShape wide{32, 33, 118, 64, 128, 3, 115};
  EXPECT_TRUE(kForward->suits(wide));
  EXPECT_TRUE(kWideData->suits(wide) && !kData->suits(wide));
  EXPECT_TRUE(kWeights->suits(wide));
}

// It takes only whole registers of channels, three frames of taps and full tiles: for a few frames,
// transforming the taps does not pay.
TEST(Conv2dWinograd, LeavesWhatItWouldNotSave) {
  for (const Conv2dShape& s :
       {Conv2dShape{32, 113, 370, 1, 64, 3, 3}, Conv2dShape{32, 113, 370, 24, 64, 3, 3},
        Conv2dShape{32, 113, 370, 64, 40, 3, 3}, Conv2dShape{32, 113, 370, 64, 32, 5, 3},
        Conv2dShape{32, 113, 370, 64, 32, 3, 2}, Conv2dShape{256, 60, 3, 64, 128, 3, 3},
        Conv2dShape{256, 3, 60, 64, 128, 3, 3}}) {
    EXPECT_FALSE(kForward->suits(s));
    EXPECT_FALSE(kWeights->suits(s));
  }
  const Conv2dShape few_frames{1, 20, 118, 64, 128, 3, 115};
  EXPECT_FALSE(kForward->suits(few_frames) || kWideData->suits(few_frames));
}

double rms_error(const std::vector<float>& found, const std::vector<double>& truth) {
  double sum = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) sum += std::pow(found[i] - truth[i], 2);
  return std::sqrt(sum / truth.size());
}

// The accuracy that winograd_maps.h states.
TEST(Conv2dWinograd, LosesLittleBesideThePlainSum) {
  const Conv2dShape s{1, 20, 60, 64, 32, 3, 3};
  const reference::Conv2d definition{s.n, s.t, s.f, s.c_in, s.c_out, s.k_t, s.k_f, false, 1};
  const auto x = normal_values(s.n * s.t * s.f * s.c_in, 1).get();
  const auto w = normal_values(s.c_out * 9 * s.c_in, 2).get();
  const std::int64_t size = s.n * s.out_t() * s.out_f() * s.c_out;
  std::vector<double> truth(size);
  std::vector<float> plain(size), found(size);
  const std::vector<float> x_float(x.begin(), x.end()), w_float(w.begin(), w.end());
  reference::conv2d_forward(definition, x, w, std::vector<double>(), 1.0, truth);
  reference::conv2d_forward(definition, x_float, w_float, std::vector<float>(), 1.0, plain);
  Queue queue({}, 1);
  queue.reserve_scratch(kForward->scratch_bytes(queue, s, 1.0f));
  kForward->run(queue, s, x_float.data(), w_float.data(), nullptr, 1.0f, found.data());
  EXPECT_LE(rms_error(found, truth), 1.6 * rms_error(plain, truth));
}

// Sums of a few blocks, of many bands, and of so many taps that only one block remains.
TEST(Conv2dWinograd, SumsWeightsToTheSameBitsOnAnyNumberOfThreads) {
  for (const Conv2dShape& s :
       {Conv2dShape{1, 21, 60, 64, 32, 3, 3}, Conv2dShape{8, 12, 36, 16, 32, 3, 33},
        Conv2dShape{8, 33, 118, 64, 128, 3, 115}}) {
    ASSERT_TRUE(kWeights->suits(s));
    const auto values = [](std::int64_t count, std::uint64_t seed) {
      const auto drawn = normal_values(count, seed).get();
      return std::vector<float>(drawn.begin(), drawn.end());
    };
    const auto x = values(s.n * s.t * s.f * s.c_in, 1);
    const auto d_y = values(s.n * s.out_t() * s.out_f() * s.c_out, 2);
    const auto gradient_with = [&](int num_threads) {
      std::vector<float> d_w(s.c_out * s.k_t * s.k_f * s.c_in);
      Queue queue({}, num_threads);
      queue.reserve_scratch(kWeights->scratch_bytes(queue, s));
      kWeights->run(queue, s, x.data(), d_y.data(), d_w.data());
      return d_w;
    };
    const auto one = gradient_with(1);
    EXPECT_TRUE(one == gradient_with(2));
    EXPECT_TRUE(one == gradient_with(5));
  }
}

// A value that is not finite spoils the tiles that read it, including outputs of such a tile whose
// window does not contain the value, and no other tiles.
TEST(Conv2dWinograd, KeepsAnInfinityAmongTheTilesThatSeeIt) {
  const Conv2dShape s{1, 20, 60, 64, 32, 3, 3};
  const std::int64_t frame = 10, band = 30;
  const auto values = normal_values(s.t * s.f * s.c_in, 1).get();
  const auto weights = normal_values(s.c_out * 9 * s.c_in, 2).get();
  std::vector<float> x(values.begin(), values.end());
  const std::vector<float> w(weights.begin(), weights.end());
  Queue queue({}, 1);
  queue.reserve_scratch(kForward->scratch_bytes(queue, s, 1.0f));
  std::vector<float> sound(s.out_t() * s.out_f() * s.c_out), spoilt(sound.size());
  kForward->run(queue, s, x.data(), w.data(), nullptr, 1.0f, sound.data());
  x[(frame * s.f + band) * s.c_in] = INFINITY;
  kForward->run(queue, s, x.data(), w.data(), nullptr, 1.0f, spoilt.data());
  const auto within = [](std::int64_t place, std::int64_t first, std::int64_t count) {
    return place >= first && place < first + count;
  };
  int num_beyond_windows = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const std::int64_t t = i / s.c_out / s.out_f(), f = i / s.c_out % s.out_f();
    const bool is_seen = within(frame, t / 2 * 2, 4) && within(band, f / 4 * 4, 6);
    const bool is_held = within(frame, t, 3) && within(band, f, 3);
    EXPECT_TRUE(is_seen || spoilt[i] == sound[i]) << t << ", " << f;
    EXPECT_FALSE(is_held && std::isfinite(spoilt[i])) << t << ", " << f;
    if (is_seen && !is_held && std::isnan(spoilt[i])) ++num_beyond_windows;
  }
  EXPECT_GT(num_beyond_windows, 0);
}

}  // namespace
}  // namespace cantus::testing
