#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace cantus {

// The mean of independent runs, and how far it may be from the mean of all runs there could be.
struct RunMean {
  double mean = 0;
  // Half the width of the 95 % confidence interval by Student's t, s t_{0.975, n-1} / sqrt(n). None
  // for a single run.
  std::optional<double> half_width;
  std::int64_t num_runs = 0;
};

// Requires a value.
RunMean mean_of_runs(std::span<const double> values);

}  // namespace cantus
