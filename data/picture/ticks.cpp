#include "data/picture/ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace cantus {
namespace {

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

// Where `hz` lies between the centres of the bins.
double position_of(double hz, const std::vector<double>& frequency_hz) {
  const auto above = std::lower_bound(frequency_hz.begin(), frequency_hz.end(), hz);
  if (above == frequency_hz.begin()) return 0.5;
  const double low = *(above - 1);
  const auto index = static_cast<double>(above - frequency_hz.begin());
  return index - 0.5 + (hz - low) / (*above - low);
}

}  // namespace

std::vector<Tick> time_ticks(double last, int max_ticks) {
  double step = std::pow(10.0, std::floor(std::log10(last / max_ticks)));
  for (int i = 0; last / step + 1 > max_ticks; ++i) step *= i % 3 == 1 ? 2.5 : 2.0;
  std::vector<Tick> ticks;
  for (int i = 0; i * step <= last * (1 + 1e-9); ++i) {
    ticks.push_back({i * step, short_number(i * step)});
  }
  return ticks;
}

std::vector<Tick> frequency_ticks(const std::vector<double>& frequency_hz, double min_distance) {
  // Falling priority: on a linear axis the even numbers win, on a mel axis the low ones find room.
  static constexpr std::array<double, 21> kCandidatesKhz = {
      0, 1, 2, 4, 8, 16, 0.5, 6, 3, 10, 12, 5, 7, 14, 20, 0.2, 9, 0.1, 1.5, 2.5, 18};
  std::vector<Tick> ticks;
  for (const double khz : kCandidatesKhz) {
    const double hz = 1000 * khz;
    if (hz < frequency_hz.front() || hz > frequency_hz.back()) continue;
    const double position = position_of(hz, frequency_hz);
    const bool is_free = std::all_of(ticks.begin(), ticks.end(), [&](const Tick& tick) {
      return std::abs(tick.value - position) >= min_distance;
    });
    if (is_free) ticks.push_back({position, short_number(khz)});
  }
  return ticks;
}

}  // namespace cantus
