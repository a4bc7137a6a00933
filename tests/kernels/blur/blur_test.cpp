#include "kernels/blur/blur.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace cantus {
namespace {

std::vector<double> blurred(const std::vector<double>& line, double sigma) {
  Queue queue({}, 1);
  std::vector<double> out(line.size());
  gaussian_blur(queue, BlurAxis::kColumns, 1, std::ssize(line), sigma, line.data(), out.data());
  return out;
}

// Expected values from scipy.ndimage.gaussian_filter1d 1.10.
TEST(GaussianBlur, EqualsScipy) {
  const auto three = blurred({1, 2, 5}, 1);
  EXPECT_NEAR(three[0], 1.54805113, 1e-8);
  EXPECT_NEAR(three[1], 2.59219281, 1e-8);
  EXPECT_NEAR(three[2], 3.85975606, 1e-8);
  std::vector<double> rising;
  for (int k = 0; k < 12; ++k) rising.push_back(std::pow(k, 1.5));
  const auto wide = blurred(rising, 2.3);
  EXPECT_NEAR(wide[0], 2.25152913, 1e-8);
  EXPECT_NEAR(wide[3], 6.49716846, 1e-8);
}

}  // namespace
}  // namespace cantus
