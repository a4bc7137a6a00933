#include "data/picture/ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace cantus {
namespace {

// The least 1, 2 or 5 times a power of ten of which fewer than `max_ticks` steps fit into `length`.
double round_step(double length, int max_ticks) {
  double step = std::pow(10.0, std::floor(std::log10(length / max_ticks)));
  for (int i = 0; length / step + 1 > max_ticks; ++i) step *= i % 3 == 1 ? 2.5 : 2.0;
  return step;
}

std::vector<Tick> minute_ticks(double last_s, int max_ticks) {
  static constexpr std::array<int, 12> kSteps_s = {10,  15,  30,   60,   120,  300,
                                                   600, 900, 1800, 3600, 7200, 14400};
  const auto* step = std::find_if(kSteps_s.begin(), kSteps_s.end() - 1,
                                  [&](int s) { return last_s / s + 1 <= max_ticks; });
  std::vector<Tick> ticks;
  for (int t = 0; t <= last_s; t += *step) {
    char text[48];
    if (last_s >= 3600) {
      std::snprintf(text, sizeof text, "%d:%02d:%02d", t / 3600, t / 60 % 60, t % 60);
    } else {
      std::snprintf(text, sizeof text, "%d:%02d", t / 60, t % 60);
    }
    ticks.push_back({static_cast<double>(t), text});
  }
  return ticks;
}

// The position of `hz` in bins, interpolated between their centres.
double position_of(double hz, const std::vector<double>& frequency_hz) {
  const auto above = std::lower_bound(frequency_hz.begin(), frequency_hz.end(), hz);
  if (above == frequency_hz.begin()) return 0.5;
  const double low = *(above - 1);
  const auto index = static_cast<double>(above - frequency_hz.begin());
  return index - 0.5 + (hz - low) / (*above - low);
}

}  // namespace

std::string short_number(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*g", digits, value);
  return text;
}

bool is_in_minutes(double last_s) { return last_s >= 120; }

std::vector<Tick> time_ticks(double last, int max_ticks) {
  if (is_in_minutes(last)) return minute_ticks(last, max_ticks);
  const double step = round_step(last, max_ticks);
  std::vector<Tick> ticks;
  for (int i = 0; i * step <= last * (1 + 1e-9); ++i) {
    ticks.push_back({i * step, short_number(i * step)});
  }
  return ticks;
}

std::vector<Tick> value_ticks(double low, double high, int max_ticks) {
  if (!(low < high)) return {{low, short_number(low, 4)}};
  const double step = round_step(high - low, max_ticks);
  std::vector<Tick> ticks;
  for (double i = std::ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i) {
    ticks.push_back({i * step, short_number(i == 0 ? 0 : i * step)});
  }
  return ticks;
}

std::vector<Tick> frequency_ticks(const std::vector<double>& frequency_hz, double min_distance) {
  // In falling priority: a linear axis fits the even numbers, a mel axis also the low ones.
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
