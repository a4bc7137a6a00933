#include "models/evaluation/run_mean.h"

#include <array>
#include <cmath>

#include "kernels/core/error.h"

namespace cantus {
namespace {

// The 97.5 % point of Student's t: from a table exact to its digits, and beyond it by the expansion
// around the normal distribution's point (Abramowitz and Stegun 1964, 26.7.5).
double student_t(std::size_t degrees) {
  constexpr std::array<double, 30> kTable{
      12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
      2.2010,  2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
      2.0796,  2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423};
  if (degrees <= kTable.size()) return kTable[degrees - 1];
  constexpr double z = 1.959964;
  return z + (z * z * z + z) / (4. * static_cast<double>(degrees));
}

}  // namespace

RunMean mean_of_runs(std::span<const double> values) {
  CANTUS_REQUIRE(!values.empty(), "no run to take the mean of");
  const auto n = static_cast<double>(values.size());
  RunMean runs{0, {}, static_cast<std::int64_t>(values.size())};
  for (const double value : values) runs.mean += value / n;
  if (values.size() == 1) return runs;
  double squares = 0;
  for (const double value : values) squares += (value - runs.mean) * (value - runs.mean);
  runs.half_width = student_t(values.size() - 1) * std::sqrt(squares / (n - 1) / n);
  return runs;
}

}  // namespace cantus
