#pragma once

#include <string>
#include <vector>

#include "apps/evaluation/evaluation.h"

namespace cantus {

// Label files and those that are right (label_pairs.h).
struct LabelTrial {
  std::vector<std::string> predicted;
  std::vector<std::string> truth;
  std::vector<std::string> positive;  // labels that are voice; empty: "sing"
};

// Judges label files by frames of 10 ms. A truth that covers its time from 0 on without gaps says
// how long the song is, as in mir_eval: what was predicted after its end is left out, and what the
// prediction lacks before it has no voice; a warning on stderr gives both lengths. A truth with
// gaps (an Audacity track of voices) does not say, and the later end of the two counts.
// Errors: those of pair_labels and read_segments; kBadData when there is no time to compare.
Result evaluate_labels(const LabelTrial& trial);

}  // namespace cantus
