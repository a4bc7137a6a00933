#include "data/excerpts/frame_set.h"

#include <cstring>

#include <gtest/gtest.h>

namespace cantus {
namespace {

// More frames than are standardized at a time, in two songs; all values are exact in float16.
constexpr int kNumFrames = 3000, kNumBands = 3;

FeatureMatrix song(int s) {
  FeatureMatrix features{kNumFrames, kNumBands, {}};
  for (int i = 0; i < kNumFrames * kNumBands; ++i)
    features.values.push_back(static_cast<float>((i + s) % 977) / 64 - 7);
  return features;
}

TEST(FrameSet, StandardizesItsFramesAsSongsAre) {
  const Standardization standardization{{1, -2, 0.3f}, {0.7f, 3, 1}};
  Queue host({}, 1);
  for (const StoredFloat type : {StoredFloat::kFloat32, StoredFloat::kFloat16}) {
    const std::vector<float> labels(kNumFrames);
    FrameSet later(kNumBands, type), before(kNumBands, type);
    for (int s = 0; s < 2; ++s) {
      FeatureMatrix features = song(s);
      later.add_song(features, labels);
      standardize(host, standardization, features);
      before.add_song(features, labels);
    }
    later.standardize(host, standardization);
    ASSERT_EQ(later.num_bytes(), before.num_bytes());
    EXPECT_EQ(std::memcmp(later.values(), before.values(), before.num_bytes()), 0)
        << to_string(type);
  }
}

}  // namespace
}  // namespace cantus
