#include "data/audio/write_flac.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "data/audio/read_audio.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

// More samples than are quantized at a time.
TEST(WriteFlac, IsReadBackInStepsOf16Bits) {
  const Scratch scratch;
  constexpr std::size_t kInside = 150000;
  Audio audio{22050, {}};
  for (std::size_t i = 0; i < kInside; ++i)
    audio.samples.push_back(0.9f * std::sin(1e-6f * static_cast<float>(i) * static_cast<float>(i)));
  audio.samples.push_back(1.5f);
  audio.samples.push_back(-1.5f);
  const Audio read = read_audio(scratch.file("a.flac", to_flac(audio)));
  EXPECT_EQ(read.sample_rate, 22050);
  ASSERT_EQ(read.samples.size(), audio.samples.size());
  for (std::size_t i = 0; i < kInside; ++i)
    ASSERT_EQ(read.samples[i], std::nearbyint(audio.samples[i] * 32768) / 32768) << i;
  EXPECT_EQ(read.samples[kInside], 32767.0f / 32768);
  EXPECT_EQ(read.samples[kInside + 1], -1.0f);
}

TEST(WriteFlac, RefusesWhatIsNotFinite) {
  expect_error(Exit::kSoftware, "finite", [] {
    to_flac({16000, {0, std::numeric_limits<float>::quiet_NaN()}});
  });
}

}  // namespace
}  // namespace cantus
