#include "data/frontend/magnitudes.h"
#include "tests/support/holds.h"
#include "tests/support/noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cantus {
namespace {

const FrontEnd& front_end() { return front_end_preset("schlueter2016"); }

Audio noise() { return {front_end().sample_rate, testing::noise(30000, 1, 0.5f)}; }

TEST(Magnitudes, AreAFrontEndOfAllBinsWithAPlaceOfItsOwn) {
  const FrontEnd magnitudes = magnitudes_of(front_end());
  EXPECT_EQ(magnitudes.num_bands(), 513);
  EXPECT_NE(canonical_text(magnitudes), canonical_text(front_end()));
  EXPECT_TRUE(holds(canonical_text(magnitudes), "num_bins=513"));
  EXPECT_TRUE(holds(canonical_text(magnitudes), "compression=x\n"));
}

TEST(Magnitudes, BecomeTheFrontEndsFeatures) {
  Queue queue({}, 2);
  const FeatureMatrix magnitudes =
      FeatureExtractor(queue, magnitudes_of(front_end())).extract(noise());
  const FeatureMatrix expected = FeatureExtractor(queue, front_end()).extract(noise());
  const FeatureMatrix found = features_of_magnitudes(queue, front_end(), magnitudes);
  ASSERT_EQ(found.num_frames, expected.num_frames);
  ASSERT_EQ(found.num_bands, 372);
  EXPECT_EQ(found.values, expected.values);
}

// At the positions of the coefficients the spline gives the magnitudes again: it weighs a
// coefficient by 3/4 and its neighbours by 1/8 along each axis.
TEST(Magnitudes, AreTheSplineThroughTheirCoefficients) {
  Queue queue({}, 2);
  const FeatureMatrix magnitudes =
      FeatureExtractor(queue, magnitudes_of(front_end())).extract(noise());
  FeatureMatrix c = magnitudes;
  prefilter(queue, c);
  const double weights[] = {0.125, 0.75, 0.125};
  for (std::int64_t k = 1; k + 1 < c.num_frames; k += 7)
    for (std::int64_t b = 1; b + 1 < c.num_bands; b += 3) {
      double value = 0;
      for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
          value += weights[i] * weights[j] * c.frame(k + i - 1)[b + j - 1];
      EXPECT_NEAR(value, magnitudes.frame(k)[b], 2e-5) << k << ", " << b;
    }
}

}  // namespace
}  // namespace cantus
