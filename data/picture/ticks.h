#pragma once

#include <string>
#include <vector>

namespace cantus {

struct Tick {
  double value = 0;
  std::string text;
};

// A number with at most `digits` significant digits, as ticks show it: "0.5", "2e-05".
std::string short_number(double value, int digits = 6);

// Whether a time axis that ends at `last_s` shows minutes: from two minutes on.
bool is_in_minutes(double last_s);

// Seconds: multiples of 1, 2 or 5 times a power of ten in [0, last], at most `max_ticks` of them.
// Where the axis is in minutes: multiples of round parts of minutes and hours, as "2:30" or
// "1:05:00".
std::vector<Tick> time_ticks(double last, int max_ticks);

// Multiples of 1, 2 or 5 times a power of ten in [low, high], at most `max_ticks` of them; only
// that value where low = high.
std::vector<Tick> value_ticks(double low, double high, int max_ticks);

// Frequencies in kHz between the first and the last of `frequency_hz` (rising), no two closer than
// `min_distance` bins; `value` is the position in bins (bin k is centred at k + 0.5). Round numbers
// of kHz come first, then halves and fifths.
std::vector<Tick> frequency_ticks(const std::vector<double>& frequency_hz, double min_distance);

}  // namespace cantus
