#pragma once

#include <vector>

#include "data/synth/score/random.h"
#include "data/synth/score/styles.h"

namespace cantus {

struct Beat {
  double beat;   // from the bar's start
  double beats;  // duration
  int pitch;
  double velocity;  // 0 .. 1
};

// One bar of a percussion pattern, with a fill every fourth bar now and then.
std::vector<Beat> drum_bar(DrumPattern pattern, int bar, Random& random);

}  // namespace cantus
