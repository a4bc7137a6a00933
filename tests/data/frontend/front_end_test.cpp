#include "data/frontend/front_end.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/expect_error.h"

namespace cantus::testing {
namespace {

TEST(FrontEnd, Schlueter2016HasThePublishedNumbers) {
  const FrontEnd& f = front_end_preset("schlueter2016");
  EXPECT_EQ(canonical_text(f),
            "sample_rate=22050\nwindow=hann\nwindow_samples=1024\nhop_samples=315\nnum_bins=372\n"
            "scale=1\nmel=none\ncompression=log1p(x)\n");
  EXPECT_EQ(f.num_bands(), 372);
  EXPECT_EQ(f.frames_per_second(), 70);
  const auto centres = band_centres_hz(f);
  ASSERT_EQ(centres.size(), 372u);
  EXPECT_EQ(centres[0], 0);
  EXPECT_NEAR(centres[371], 7988.8, 0.05);
}

TEST(FrontEnd, Hou2020HasThePublishedNumbers) {
  const FrontEnd& f = front_end_preset("hou2020");
  EXPECT_EQ(canonical_text(f),
            "sample_rate=16000\nwindow=hamming\nwindow_samples=640\nhop_samples=320\nnum_bins=321\n"
            "scale=1\nmel=slaney\nnum_mel_bands=64\nmel_low_hz=0\nmel_high_hz=8000\n"
            "compression=log(x + eps)\neps=1e-08\n");
  EXPECT_EQ(f.num_bands(), 64);
  EXPECT_EQ(f.frames_per_second(), 50);
  EXPECT_EQ(band_centres_hz(f).size(), 64u);
}

TEST(FrontEnd, Ismir2015HasThePublishedNumbers) {
  const FrontEnd& f = front_end_preset("ismir2015");
  EXPECT_EQ(canonical_text(f),
            "sample_rate=22050\nwindow=hann\nwindow_samples=1024\nhop_samples=315\nnum_bins=372\n"
            "scale=1\nmel=ismir2015\nnum_mel_bands=80\nmel_low_hz=27.5\nmel_high_hz=8000\n"
            "compression=log(max(x, eps))\neps=1e-07\n");
  EXPECT_EQ(f.num_bands(), 80);
  EXPECT_EQ(filter_bank_of(f).weights.size(), 727u);
}

// Schlueter 2016: windows of 1024 samples every 315 at 22,050 Hz.
TEST(FrontEnd, BeginsItsFramesHalfAHopBeforeTheirCentres) {
  const FrontEnd& f = front_end_preset("schlueter2016");
  const auto starts = frame_starts_s(f, 4), centres = frame_centres_s(f, 4);
  ASSERT_EQ(starts.size(), 4u);
  EXPECT_EQ(starts[0], 0);
  for (int k = 0; k < 4; ++k) EXPECT_NEAR(centres[k], (315 * k + 512) / 22050.0, 1e-12) << k;
  for (int k = 1; k < 4; ++k) EXPECT_NEAR(starts[k], centres[k] - 1 / (2 * 70.0), 1e-12) << k;
  EXPECT_TRUE(frame_starts_s(f, 0).empty());
}

TEST(FrontEnd, KnowsTheMagnitudeThatAFeatureStandsFor) {
  const FrontEnd &hou = front_end_preset("hou2020"), &ismir = front_end_preset("ismir2015"),
                 &schlueter = front_end_preset("schlueter2016");
  EXPECT_NEAR(magnitude_of(hou.compression, std::log(3e-8)), 2e-8, 1e-15);
  EXPECT_NEAR(magnitude_of(ismir.compression, std::log(0.25)), 0.25, 1e-15);
  EXPECT_NEAR(magnitude_of(schlueter.compression, std::log(4.0)), 3, 1e-12);
}

TEST(FrontEnd, RefusesAnUnknownPresetAndListsThem) {
  expect_error(Exit::kUsage, "hou2020, ismir2015, schlueter2016",
               [] { front_end_preset("hou2021"); });
}

TEST(FrontEnd, ChangesItsTextWithEveryNumberButNotWithItsName) {
  const FrontEnd base = front_end_preset("hou2020");
  FrontEnd changed = base;
  changed.name = "mine";
  EXPECT_EQ(canonical_text(changed), canonical_text(base));
  changed.mel_high_hz = 7999.9999999;
  EXPECT_NE(canonical_text(changed), canonical_text(base));
  changed = base;
  changed.stft.window = WindowKind::kHann;
  EXPECT_NE(canonical_text(changed), canonical_text(base));
  changed = base;
  changed.compression.eps = 1.0000001e-8;
  EXPECT_NE(canonical_text(changed), canonical_text(base));
}

}  // namespace
}  // namespace cantus::testing
