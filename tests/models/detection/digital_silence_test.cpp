#include "models/detection/digital_silence.h"

#include <gtest/gtest.h>

#include <vector>

namespace cantus {
namespace {

TEST(DigitalSilence, HasNoVoice) {
  const std::vector<float> silence{-2, -3};
  std::vector<float> curve{0.9f, 0.8f, 0.7f, 0.6f};
  const std::vector<float> features{-2, -3, -2, -2.9f, -2, -3, 1, -3};
  quiet_digital_silence(features, silence, curve);
  EXPECT_EQ(curve, (std::vector<float>{0, 0.8f, 0, 0.6f}));
}

}  // namespace
}  // namespace cantus
