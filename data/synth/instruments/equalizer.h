#pragma once

#include <vector>

namespace cantus {

enum class Filter { kLowPass, kHighPass, kPeak, kHighShelf };
struct Equalizer {
  Filter filter;
  double frequency_hz, gain_db, q;
};
// One second-order section (Bristow-Johnson's cookbook) over the whole signal.
void equalize(std::vector<float>& samples, const Equalizer& equalizer);
// One after the other, to the same bits, four or five of them in the time of one: each waits for
// its own last sample alone.
void equalize_in_turn(std::vector<float>& samples, const std::vector<Equalizer>& equalizers);

}  // namespace cantus
